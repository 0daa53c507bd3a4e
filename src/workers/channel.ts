/**
 * Asking and answering across the border of a process. Either end asks; what is asked in one turn of the event loop goes in
 * one message, and so do its answers: a message costs as much as several questions. What is asked is the others' business.
 */

/** One end of a pipe between two processes. */
export interface Port {
  /** Settles once it is handed over; does nothing when the other end is gone. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end is gone: nothing comes any more. */
  onClosed(listener: () => void): void;
}

export interface Channel<Question> {
  /** Rejects when the other end is gone. */
  ask(question: Question): Promise<unknown>;
  /** Says without waiting for an answer; settles once it is handed over. */
  tell(question: Question): Promise<void>;
}

interface Message {
  asked?: [id: number | null, question: unknown][];
  answered?: [id: number, answer: unknown][];
  failed?: [id: number, message: string][];
}

/** `answer` may return a promise. What it throws is thrown where it was asked, with its message alone. */
export function openChannel<Asked, Question>(
  port: Port,
  answer: (question: Asked) => unknown | Promise<unknown>,
): Channel<Question> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let closed = false;
  let outgoing: Required<Message> | null = null;

  const gather = (): Required<Message> => {
    if (outgoing === null) {
      outgoing = { asked: [], answered: [], failed: [] };
      setImmediate(() => {
        const message = outgoing!;
        outgoing = null;
        void port.send(message);
      });
    }
    return outgoing;
  };

  const answerOne = async (id: number | null, question: Asked): Promise<void> => {
    try {
      const value = await answer(question);
      if (id !== null) gather().answered.push([id, value]);
    } catch (error) {
      if (id !== null) gather().failed.push([id, error instanceof Error ? error.message : String(error)]);
    }
  };

  const settle = (id: number) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    return asker;
  };

  port.onMessage((received) => {
    const { asked = [], answered = [], failed = [] } = received as Message;
    for (const [id, question] of asked) void answerOne(id, question as Asked);
    for (const [id, value] of answered) settle(id)?.resolve(value);
    for (const [id, message] of failed) settle(id)?.reject(new Error(message));
  });
  port.onClosed(() => {
    closed = true;
    for (const { reject } of waiting.values()) reject(gone());
    waiting.clear();
  });

  return {
    ask(question) {
      if (closed) return Promise.reject(gone());
      lastId += 1;
      const id = lastId;
      gather().asked.push([id, question]);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    tell: (question) => port.send({ asked: [[null, question]] } satisfies Message),
  };
}

function gone(): Error {
  return new Error('the other process is gone');
}
