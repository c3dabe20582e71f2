// A Cholesky factor of some rows and columns of a matrix, to which rows come and from which they go.
import type { Matrix } from "./matrix.ts";

/** L of A = L·Lᵀ over the rows it was given. A row more or less takes the square of their count, not the cube. */
export class Factor {
  private readonly matrix: Matrix;
  private readonly lines: Float64Array[] = [];
  /** Which rows, in the order of the answers. */
  readonly rows: number[] = [];

  constructor(matrix: Matrix) {
    this.matrix = matrix;
  }

  /** Takes a row; false where the matrix is not positive with it. */
  add(row: number): boolean {
    const { size, values } = this.matrix;
    const count = this.rows.length;
    const line = new Float64Array(count + 1);
    for (let k = 0; k < count; k++) line[k] = values[row * size + this.rows[k]!]!;
    this.forward(line);
    const own = values[row * size + row]!;
    let left = own;
    for (let k = 0; k < count; k++) left -= line[k]! ** 2;
    // What is left of rounding alone counts as nothing.
    if (!(left > 1e-14 * own)) return false;
    line[count] = Math.sqrt(left);
    this.lines.push(line);
    this.rows.push(row);
    return true;
  }

  /** Lets the row at a place go: the lines after it get a column less, by rotations of two. */
  removeAt(at: number): void {
    this.rows.splice(at, 1);
    this.lines.splice(at, 1);
    const count = this.rows.length;
    const cosines = new Float64Array(count);
    const sines = new Float64Array(count);
    for (let i = at; i < count; i++) {
      const line = this.lines[i]!;
      for (let k = at; k < i; k++) {
        const [a, b] = [line[k]!, line[k + 1]!];
        line[k] = cosines[k]! * a + sines[k]! * b;
        line[k + 1] = cosines[k]! * b - sines[k]! * a;
      }
      const [a, b] = [line[i]!, line[i + 1]!];
      const length = Math.sqrt(a * a + b * b);
      cosines[i] = a / length;
      sines[i] = b / length;
      line[i] = length;
    }
  }

  /** Solves A·x = b in place, over the rows. */
  solve(b: Float64Array): Float64Array {
    this.forward(b);
    for (let i = this.rows.length - 1; i >= 0; i--) {
      const line = this.lines[i]!;
      const one = b[i]! / line[i]!;
      b[i] = one;
      for (let k = 0; k < i; k++) b[k]! -= line[k]! * one;
    }
    return b;
  }

  /** L⁻¹·b in place, of the lines there are. */
  private forward(b: Float64Array): void {
    for (let i = 0; i < this.lines.length; i++) {
      const line = this.lines[i]!;
      let sum = b[i]!;
      for (let k = 0; k < i; k++) sum -= line[k]! * b[k]!;
      b[i] = sum / line[i]!;
    }
  }
}
