// Remembers which actor made a record, so that a difference can be told with its maker.
import type { AnyRecord, Tag } from "../../../streams/records.ts";
import type { AnyActor } from "../../actor.ts";

/** Who made what. Forgets a record when everybody else does. */
export class Emitters {
  private readonly byRecord = new WeakMap<object, string>();
  private readonly actors: readonly AnyActor[];

  /** `actors` are all that may make something. */
  constructor(actors: readonly AnyActor[]) {
    this.actors = actors;
  }

  /** The same actor, with what it emits remembered. */
  watched(actor: AnyActor): AnyActor {
    let emit: (record: object) => void = () => {};
    const remember = (record: object): void => {
      this.byRecord.set(record, actor.name);
      emit(record);
    };
    return {
      ...actor,
      receive: (state, message, next) => {
        emit = next as typeof emit;
        actor.receive(state, message, remember as typeof next);
      },
    };
  }

  /** The name of the actor or model that made a record of the replay. */
  of(record: AnyRecord): string {
    if (record._tag === "prediction") return `model ${record.model}`;
    return `actor ${this.byRecord.get(record) ?? "unknown"}`;
  }

  /** Those that make records of a kind: all that is known of one that was not replayed. */
  ofKind(tag: Tag): string {
    if (tag === "prediction") return "a model";
    const names = this.actors.filter(({ emits }) => emits.includes(tag)).map(({ name }) => name);
    return `actor ${names.join(" or ")}`;
  }
}
