// The models at work as the input log tells them, and those that are kept.
import type { Registry } from "../../models/registry.ts";
import type { Control } from "../../streams/control.ts";
import { type LineUp, lineUpSetBy } from "../../streams/models.ts";

/** Nothing has said yet which models run. */
const nobody: LineUp = { models: [], former: {}, chosen: false };

/** Follows the line-up. */
export class LiveModels {
  readonly registry: Registry;
  private readonly waiting = new Set<() => void>();
  /** Position of the control that set the line-up; -1 before there is one. */
  position = -1;
  lineUp: LineUp = nobody;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** Takes a control of the log, or of the store; an older one than is known changes nothing. */
  onControl(control: Control): void {
    if (control.position <= this.position) return;
    const lineUp = lineUpSetBy(control);
    if (lineUp === undefined) return;
    this.position = control.position;
    this.lineUp = lineUp;
    for (const look of this.waiting) look();
  }

  /** Waits until a position is known, at most for some milliseconds. */
  settled(position: number, timeoutMs: number): Promise<void> {
    if (this.position >= position) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const look = () => void (this.position >= position && end());
      const timer = setTimeout(end, timeoutMs);
      this.waiting.add(look);
    });
  }
}
