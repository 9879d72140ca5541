const encoder = new TextEncoder()

/** Bytes that are written one after the other into a buffer that grows. */
export class Bytes {
  #buffer = new Uint8Array(256)
  #length = 0

  byte(value: number): void {
    if (this.#length === this.#buffer.length) this.#grow(1)
    this.#buffer[this.#length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.#grow(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** The code of an instruction: one byte, or a prefix above sixteen bits of what follows it. */
  code(value: number): void {
    if (value < 256) this.byte(value)
    else this.coded(value >> 16, value & 0xffff)
  }

  /** A byte, and an unsigned integer behind it. */
  coded(byte: number, value: number): void {
    this.byte(byte)
    this.unsigned(value)
  }

  /** An unsigned integer in LEB128: seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    if (!(value >= 0)) throw new RangeError(`${value} is no unsigned integer; is an offset negative?`)
    let rest = value
    while (rest >= 128) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  /** A signed integer of 32 bits in LEB128. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128)
      rest >>= 7
    }
    this.byte(rest & 127)
  }

  /** A signed integer of 64 bits in LEB128. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    this.byte(Number(rest & 127n))
  }

  f32(value: number): void {
    this.append(new Uint8Array(Float32Array.of(value).buffer)) // WebAssembly and every machine that runs it: little-endian
  }

  f64(value: number): void {
    this.append(new Uint8Array(Float64Array.of(value).buffer))
  }

  /** A name: its length, and its characters in UTF-8. */
  name(text: string): void {
    this.sized(encoder.encode(text))
  }

  /** Bytes with their number before them. */
  sized(bytes: Uint8Array): void {
    this.unsigned(bytes.length)
    this.append(bytes)
  }

  /** All that is written so far; good until more is. */
  get written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length)
  }

  #grow(by: number): void {
    const larger = new Uint8Array(2 * (this.#buffer.length + by))
    larger.set(this.#buffer)
    this.#buffer = larger
  }
}
