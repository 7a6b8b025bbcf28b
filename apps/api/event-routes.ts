import { eventsBody, eventsShape } from './event-shapes.ts';
import { noParameters } from './parameters.ts';

/** How schedulers tell of their jobs. */
export const eventRoutes = [
  {
    method: 'post' as const,
    path: '/v1/events',
    summary:
      'Keeps what is told of the runs of jobs. Each event is taken or refused by itself; telling one again changes nothing.',
    parameters: noParameters,
    body: eventsBody,
    answer: eventsShape,
  },
];
