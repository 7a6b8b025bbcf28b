/** The board that a name is of, `host/index`, and its instance (GPU_I_ID) where it names one. */
export interface BoardName {
  readonly board: string;
  readonly instance?: string;
}

const ofInstance = /^(?<board>.+\/.+):(?<instance>\d+)$/;

/** An instance of a divided board (MIG) as runs of jobs name it: `host/index:GPU_I_ID`. */
export const instanceName = (board: string, instance: string): string => `${board}:${instance}`;

/** What a name of a board, a host or an instance is of; hosts are left as they are. */
export function boardNameOf(name: string): BoardName {
  const { board, instance } = ofInstance.exec(name)?.groups ?? {};
  return board !== undefined && instance !== undefined ? { board, instance } : { board: name };
}
