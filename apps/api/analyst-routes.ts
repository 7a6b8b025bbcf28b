import { tableDocument } from '#report';
import { fileMedia } from '#tables';
import { sensitivityParameters, tableParameters } from './parameters.ts';
import { sensitivityShape } from './sensitivity.ts';

const media = ['application/json', ...fileMedia];

/** Routes of what analysts make of values. */
export const analystRoutes = [
  {
    path: '/v1/tables/{id}',
    summary: 'A table of a month beside the month before and that of the year before, with footnotes.',
    parameters: tableParameters,
    names: { id: 'Table: monthly' },
    answer: tableDocument.meta({ id: 'PeerTable' }),
    media,
  },
  {
    path: '/v1/sensitivity',
    summary: 'What mining would leave at other hashprices and power prices, the rest as measured.',
    parameters: sensitivityParameters,
    answer: sensitivityShape,
    media,
  },
] as const;
