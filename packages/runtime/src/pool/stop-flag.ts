/**
 * A flag that other threads see at once. A worker inside onnxruntime's run() hears no message and must never be terminated (that aborts
 * the whole process), so work is stopped by a word in shared memory that is read between two runs.
 */
export class StopFlag {
  /** One int32 over shared memory: 0 go on, 1 stop. */
  readonly word: Int32Array;

  constructor(word: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.word = word;
  }

  get stopped(): boolean {
    return Atomics.load(this.word, 0) === 1;
  }

  stop(): void {
    Atomics.store(this.word, 0, 1);
  }
}
