import type { NotificationGroup } from '#alerting';

/** Tells of alerts. */
export interface Teller {
  /** Tells of a group in one message; rejects with why it could not. `at` is the time of this attempt, UTC ms. */
  tell(group: NotificationGroup, at: number): Promise<void>;
  /** Must be told again of what fires, or takes it for over. */
  readonly isForgetful: boolean;
}
