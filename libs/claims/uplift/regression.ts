/** Sums over observations of which least squares can be solved: they add up, so that a draw of days is a sum of days. */
export const momentsLength = (width: number): number => (width * (width + 1)) / 2 + width;

/** The moments of one observation: products of its regressors, upper triangle by rows, then each times what is explained. */
export function momentsOf(regressors: readonly number[], explained: number): number[] {
  const products = regressors.flatMap((one, at) => regressors.slice(at).map((other) => one * other));
  return [...products, ...regressors.map((one) => one * explained)];
}

/** A pivot that lost so much to the columns before it is a combination of them. */
const least = 1e-10;

/** The symmetric matrix of summed moments, with what is explained as its last column. */
function matrixOf(moments: ArrayLike<number>, width: number): number[][] {
  const rows = Array.from({ length: width }, () => Array.from({ length: width + 1 }, () => 0));
  let at = 0;
  for (const [row, cells] of rows.entries()) {
    for (let column = row; column < width; column++) {
      const product = moments[at++] ?? 0;
      cells[column] = product;
      const mirrored = rows[column];
      if (mirrored) mirrored[row] = product;
    }
  }
  for (const cells of rows) cells[width] = moments[at++] ?? 0;
  return rows;
}

/** Coefficients of ordinary least squares from summed moments, by Gauss and Jordan; null where they are not all determined. */
export function leastSquares(moments: ArrayLike<number>, width: number): number[] | null {
  const rows = matrixOf(moments, width);
  const scale = rows.map((cells, at) => cells[at] ?? 0);
  for (const [at, pivotRow] of rows.entries()) {
    const pivot = pivotRow[at] ?? 0;
    if (!(pivot > least * (scale[at] ?? 0))) return null;
    for (const [other, cells] of rows.entries()) {
      if (other === at) continue;
      const factor = (cells[at] ?? 0) / pivot;
      for (let column = at; column <= width; column++)
        cells[column] = (cells[column] ?? 0) - factor * (pivotRow[column] ?? 0);
    }
  }
  return rows.map((cells, at) => (cells[width] ?? 0) / (cells[at] ?? 1));
}
