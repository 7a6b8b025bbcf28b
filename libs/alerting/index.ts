export { notPublic } from './address.ts';
export { caseSchema, playCases } from './cases.ts';
export {
  evaluate,
  type Evaluation,
  type History,
  type Measured,
  type Observation,
  type Outcome,
  weekBefore,
} from './condition.ts';
export { durationMs, durationText } from './duration.ts';
export {
  type IndicatorId,
  indicatorIds,
  indicatorOf,
  type IndicatorSource,
  isIndicatorId,
  xidClasses,
} from './indicators.ts';
export { type Matcher, matcherSchema, matches, parseMatcher } from './matcher.ts';
export { fingerprint, type Labels, labelsOf, type Notification } from './notification.ts';
export {
  type AlertmanagerAlert,
  alertmanagerAlerts,
  type PagerDutyEvent,
  pagerDutyEvent,
  type Sender,
  type SlackMessage,
  slackMessage,
  type WebhookBody,
  webhookBody,
} from './payloads.ts';
export {
  type AlertRule,
  type AlertRuleInput,
  type Condition,
  type LabelName,
  labelNames,
  ruleSchema,
  severities,
  type Severity,
} from './rule.ts';
export { type QuantityId, quantityOf } from './quantity.ts';
export { declareRules, parseRules } from './rules-file.ts';
export { readyRules } from './ready.ts';
export { type SignedMessage, signatureHeaders } from './signature.ts';
export {
  groupNotifications,
  isSilenceActive,
  isWindowOpen,
  type MaintenanceWindow,
  maintenanceWindowSchema,
  type NotificationGroup,
  type Quiet,
  type Silence,
  silenceSchema,
  type Suppression,
  suppressionOf,
} from './silence.ts';
export {
  type Alert,
  type AlertState,
  type AlertStatus,
  alertStatuses,
  initialState,
  step,
  type Step,
  withdraw,
} from './state.ts';
