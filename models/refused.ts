// A model that must not be run. Apart from the card, so that the inference thread starts quickly.

/** A model that must not be run; the message says which, and why. */
export class ModelRefused extends Error {
  override readonly name = "ModelRefused";
  readonly model: string;
  readonly why: string;
  constructor(model: string, why: string) {
    super(`Model "${model}" refused: ${why}`);
    this.model = model;
    this.why = why;
  }
}
