import { z } from 'zod';

const text = z.string().min(1, 'is empty');
const instant = z.iso.datetime().describe('ISO 8601, UTC');

/** Parameters of `GET /v1/lag-profile`. */
export const lagParameters = z.strictObject({
  site: text.optional().describe('One site; needed where there are several'),
  from: text
    .optional()
    .describe('Instant, date or local time in the zone of the site; 28 days before `to` when absent'),
  to: text.optional().describe('As `from`, exclusive; now when absent'),
  zone: text.optional().describe('Zone that dates without an offset are meant in'),
});

export const lagProfileShape = z
  .object({
    site: z.string(),
    from: instant,
    to: instant,
    reason: z.string().nullable().describe('Why there are none'),
    lags: z.array(
      z.object({
        hours: z.number().describe('By which mining comes after AI, from a day before to a day after'),
        correlation: z.number().nullable().describe('Of what both deviate from the means of their weeks'),
      }),
    ),
  })
  .meta({ id: 'LagProfile' });
export type LagProfile = z.output<typeof lagProfileShape>;

export const lagProfileRoute = {
  path: '/v1/lag-profile',
  summary: 'How the loads of AI and mining go together when one is shifted by up to a day.',
  parameters: lagParameters,
  answer: lagProfileShape,
} as const;
