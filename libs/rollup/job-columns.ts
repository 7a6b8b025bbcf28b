import { type JobName, jobAmounts, jobWholes } from './job-names.ts';
import type { JobFact } from './job-facts.ts';

type Columns<Name extends JobName> = Readonly<Record<Name, (fact: { readonly jobs: JobFact }) => bigint>>;

const columnsOf = <Name extends JobName>(names: readonly Name[]): Columns<Name> =>
  Object.fromEntries(names.map((name) => [name, ({ jobs }: { jobs: JobFact }) => jobs[name]])) as Columns<Name>;

/** Whole numbers and amounts of `rollup_site` that tell of jobs. */
export const jobWholeColumns = columnsOf(jobWholes);
export const jobAmountColumns = columnsOf(jobAmounts);
