import { type Foreign, serve, type Supply } from './listen.ts';

type Replies = Readonly<Record<string, (seconds: number) => object>>;

/** 110 TH/s, no figure of its own power. */
export const quietMiner = { ths: 110, acceptedPerS: 25_600, rejectedPerS: 64 } as const;
/** 95 TH/s at 3250 W, no total of its hashes. */
export const stringMiner = { ths: 95, watts: 3250, acceptedPerS: 22_000, rejectedPerS: 220 } as const;

const totalMh = (seconds: number): number => Math.floor(quietMiner.ths * 1e6 * seconds);

const numbersStatus = (code: number, message: string, when: number): object[] => [
  { STATUS: 'S', When: when, Code: code, Msg: message, Description: 'orbminer 7.2.0-rc3' },
];

/** A firmware in megahashes and plain numbers, with boards of its own naming. */
const quietReplies: Replies = {
  summary: (seconds) => ({
    STATUS: numbersStatus(11, 'Summary', seconds),
    SUMMARY: [
      {
        Elapsed: Math.floor(seconds),
        'MHS av': quietMiner.ths * 1e6,
        'MHS 5s': quietMiner.ths * 1e6,
        'MHS 1m': quietMiner.ths * 1e6,
        'Total MH': totalMh(seconds),
        Accepted: Math.floor(seconds / 5),
        'Hardware Errors': Math.floor(seconds / 30),
        'Difficulty Accepted': Math.floor(seconds) * quietMiner.acceptedPerS,
        'Difficulty Rejected': Math.floor(seconds) * quietMiner.rejectedPerS,
        'Difficulty Stale': 0,
        'Device Hardware%': 0.0013,
      },
    ],
    id: 1,
  }),
  stats: (seconds) => ({
    STATUS: numbersStatus(70, 'stats', seconds),
    STATS: [{ STATS: 0, ID: 'ORB0', Elapsed: Math.floor(seconds), Calls: 0, Wait: 0.0, 'Tube Pressure': 1.93 }],
    id: 1,
  }),
  devs: (seconds) => ({
    STATUS: numbersStatus(9, '2 ASC(s)', seconds),
    DEVS: [0, 1].map((index) => ({
      ASC: index,
      Name: 'ORB',
      ID: index,
      Enabled: 'Y',
      Status: 'Alive',
      Temperature: 68.5 + index,
      'MHS 5s': (quietMiner.ths * 1e6) / 2,
    })),
    id: 1,
  }),
  pools: (seconds) => ({
    STATUS: numbersStatus(7, '1 Pool(s)', seconds),
    POOLS: [{ POOL: 0, URL: 'stratum+tcp://pool.invalid:3333', Status: 'Alive', 'Stratum Active': true }],
    id: 1,
  }),
  version: (seconds) => ({
    STATUS: numbersStatus(22, 'versions', seconds),
    VERSION: [{ Miner: 'orbminer 7.2.0-rc3', API: '4.1', PROD: 'Orb One' }],
    id: 1,
  }),
};

const stringsStatus = (seconds: number): object[] => [
  { STATUS: 'S', When: String(Math.floor(seconds)), Code: '11', Msg: 'ok', Description: 'hashd' },
];

/** A firmware whose every figure is text, which counts shares by pool only and shows its power in the summary. */
const stringReplies: Replies = {
  summary: (seconds) => ({
    STATUS: stringsStatus(seconds),
    SUMMARY: [
      {
        Elapsed: String(Math.floor(seconds)),
        'GHS 5s': `${stringMiner.ths * 1000}.00`,
        'GHS av': `${stringMiner.ths * 1000}.00`,
        Power: String(stringMiner.watts),
        'Power Limit': '3500',
        Temperature: '64.2',
        'Fan Speed In': '4980',
        'Fan Speed Out': '5010',
        'Hardware Errors': '0',
      },
    ],
    id: '1',
  }),
  pools: (seconds) => ({
    STATUS: stringsStatus(seconds),
    POOLS: [
      {
        POOL: '0',
        URL: 'stratum+tcp://pool.invalid:3333',
        Status: 'Alive',
        'Difficulty Accepted': String(Math.floor(seconds) * stringMiner.acceptedPerS),
        'Difficulty Rejected': String(Math.floor(seconds) * stringMiner.rejectedPerS),
        'Difficulty Stale': '0',
      },
      {
        POOL: '1',
        URL: 'stratum+tcp://spare.invalid:3333',
        Status: 'Alive',
        'Difficulty Accepted': '0',
        'Difficulty Rejected': '0',
        'Difficulty Stale': '0',
      },
    ],
    id: '1',
  }),
  version: (seconds) => ({
    STATUS: stringsStatus(seconds),
    VERSION: [{ hashd: '2.1', API: '3.7', Type: 'Stringer S3' }],
    id: '1',
  }),
};

const commandOf = (request: Buffer): string => {
  const parsed = JSON.parse(request.toString()) as { command?: unknown };
  return typeof parsed.command === 'string' ? parsed.command : '';
};

/** Ends its replies with a line break and leaves the connection open. */
export const serveQuietMiner = ({ elapsed, told }: Supply): Promise<Foreign> =>
  serve((socket) => {
    socket.on('data', (request) => {
      const seconds = elapsed();
      const command = commandOf(request);
      if (command === 'summary') told('orb', totalMh(seconds));
      const refusal = { STATUS: [{ STATUS: 'E', Code: 14, Msg: 'Invalid command' }] };
      const reply = quietReplies[command]?.(seconds) ?? refusal;
      socket.write(`${JSON.stringify(reply)}\n`);
    });
  });

/** Sends its replies in small pieces, ends them with a NUL, and closes. */
export const serveStringMiner = ({ elapsed }: Supply): Promise<Foreign> =>
  serve((socket) => {
    socket.on('data', (request) => {
      const refusal = { STATUS: [{ STATUS: 'E', Code: '14', Msg: 'unknown command' }], id: '1' };
      const text = `${JSON.stringify(stringReplies[commandOf(request)]?.(elapsed()) ?? refusal)}\0`;
      const half = Math.floor(text.length / 2);
      socket.write(text.slice(0, half), () => socket.end(text.slice(half)));
    });
  });
