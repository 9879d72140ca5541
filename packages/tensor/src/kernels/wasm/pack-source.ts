import { type FloatType, type FunctionSource, f32, f64, i32, type Place, type Statement, v128 } from '@adjoint/wasm'
import { lanesOf } from './lanes.ts'

/** How a panel is made. */
export interface PackVariant {
  readonly dtype: FloatType
  /** how many columns a panel has */
  readonly columns: number
  /** whether the matrix lies with each row in one piece, or with each column in one (a transposed matrix) */
  readonly from: 'rows' | 'columns'
}

/**
 * Lays the columns of a matrix out in panels: the rows of a panel follow each other without a gap, so that a kernel that
 * walks down a panel reads memory in its order, whatever the matrix's stride is.
 *
 * Parameters: the addresses of the panels and of the matrix; the numbers of its rows and of panels; the bytes from one row
 * (one column, where it lies by columns) to the next, and from one panel to the next.
 *
 * A last panel that is not full is filled up with what lies beyond the matrix.
 */
export function packSource({ dtype, columns, from }: PackVariant): FunctionSource {
  const { bytes, lanes } = lanesOf[dtype]
  const panelRow = i32.const(columns * bytes)
  return {
    name: 'pack',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    build(f) {
      const [panel, matrix, rows] = [f.parameter(0, 'i32'), f.parameter(1, 'i32'), f.parameter(2, 'i32')]
      const [panels, stride, step] = [f.parameter(3, 'i32'), f.parameter(4, 'i32'), f.parameter(5, 'i32')]
      const [at, to, row] = [f.local('i32'), f.local('i32'), f.local('i32')]
      const down = (first: number, copyRow: () => void, next: Parameters<typeof i32.add>[1]): void => {
        f.run(at.set(matrix), to.set(i32.add(panel, i32.const(first * bytes))), row.set(i32.const(0)))
        f.count(row, rows, 1, () => {
          copyRow()
          f.run(at.set(i32.add(at, next)), to.set(i32.add(to, panelRow)))
        })
      }
      f.count(f.local('i32'), panels, 1, () => {
        if (from === 'rows') {
          down(0, () => f.run(...copyRow(dtype, columns, lanes, at, to)), stride)
          f.run(matrix.set(i32.add(matrix, panelRow)))
        } else {
          for (let column = 0; column < columns; column++) {
            down(column, () => f.run(copy(dtype, { at: to }, { at })), i32.const(bytes))
            f.run(matrix.set(i32.add(matrix, stride)))
          }
        }
        f.run(panel.set(i32.add(panel, step)))
      })
    },
  }
}

function copyRow(dtype: FloatType, columns: number, lanes: number, at: Place['at'], to: Place['at']): Statement[] {
  const { bytes } = lanesOf[dtype]
  const statements: Statement[] = []
  for (let column = 0; column < columns; ) {
    const offset = column * bytes
    const whole = column + lanes <= columns
    const [target, source] = [
      { at: to, offset },
      { at, offset },
    ]
    statements.push(whole ? v128.store(target, v128.load(source)) : copy(dtype, target, source))
    column += whole ? lanes : 1
  }
  return statements
}

function copy(dtype: FloatType, to: Place, from: Place): Statement {
  return dtype === 'float32' ? f32.store(to, f32.load(from)) : f64.store(to, f64.load(from))
}
