import { z } from 'zod';

const ercot = z.object({ _meta: z.object({ totalPages: z.number(), currentPage: z.number() }) });
const pjm = z.union([
  z.array(z.unknown()).transform((items) => ({ items, totalRows: undefined })),
  z.object({ items: z.array(z.unknown()), totalRows: z.number().optional() }),
]);
const miso = z.object({ page: z.object({ lastPage: z.boolean() }) });

/** PJM gives at most so many rows at once. */
const pjmRows = 50_000;

const withNumber = (url: URL, name: string, value: number): string => {
  const next = new URL(url);
  next.searchParams.set(name, String(value));
  return next.href;
};

const numberOf = (url: URL, name: string, otherwise: number): number => {
  const value = Number(url.searchParams.get(name) ?? otherwise);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
};

const nextOf: Readonly<Record<string, (url: URL, answer: unknown) => string | null>> = {
  ercot(url, answer) {
    const { data } = ercot.safeParse(answer);
    const { currentPage = 1, totalPages = 1 } = data?._meta ?? {};
    return currentPage < totalPages ? withNumber(url, 'page', currentPage + 1) : null;
  },
  pjm(url, answer) {
    const { data } = pjm.safeParse(answer);
    if (!data || data.items.length === 0) return null;
    const start = numberOf(url, 'startRow', 1);
    const behind = start + data.items.length;
    const isMore =
      data.totalRows === undefined ? data.items.length >= numberOf(url, 'rowCount', pjmRows) : behind <= data.totalRows;
    return isMore ? withNumber(url, 'startRow', behind) : null;
  },
  miso(url, answer) {
    const { data } = miso.safeParse(answer);
    return data?.page.lastPage === false ? withNumber(url, 'pageNumber', numberOf(url, 'pageNumber', 1) + 1) : null;
  },
};

/** The address of the page behind an answer; null where it was the last, or the market has no pages, or the answer is none that tells. */
export function nextPage(kind: string, url: string, body: Uint8Array): string | null {
  const next = nextOf[kind];
  if (!next) return null;
  try {
    return next(new URL(url), JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return null;
  }
}
