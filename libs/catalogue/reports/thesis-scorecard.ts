import type { Report } from './report.ts';

export const thesisScorecard: Report = {
  id: 'thesis_scorecard',
  title: 'Thesis scorecard',
  about: 'What each claim of the thesis comes to at the site, over the 400 days that end with the month.',
  period: 'month',
  sections: [{ kind: 'claims', title: 'Claims' }],
};
