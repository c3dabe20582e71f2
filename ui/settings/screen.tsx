// The settings of this browser: how the window looks, how times are written, and how careful orders are.
import { For, type JSX } from "solid-js";
import { Card } from "../parts/card.tsx";
import { choose, resetSettings, type Settings, settings } from "./store.ts";
import "./screen.css";

/** The settings screen. */
export const SettingsScreen = () => (
  <main class="screen settings">
    <Card title="Look">
      <Options
        name="theme"
        label="Theme"
        about="High contrast is black and white with strong lines."
        options={[
          ["system", "As the system"],
          ["dark", "Dark"],
          ["light", "Light"],
          ["contrast", "High contrast"],
        ]}
      />
      <Options
        name="glass"
        label="Glass"
        about="Off makes every card opaque. A system that asks for less transparency gets that anyway."
        options={[["on", "On"], ["off", "Off"]]}
      />
      <Options
        name="motion"
        label="Movement"
        about="Less movement leaves out every transition."
        options={[["system", "As the system"], ["less", "Less"]]}
      />
    </Card>
    <Card title="Times">
      <Options
        name="zone"
        label="Zone"
        about="Exports are always in UTC."
        options={[["utc", "UTC"], [
          "local",
          `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})`,
        ]]}
      />
    </Card>
    <Card title="Orders">
      <Options
        name="confirm"
        label="Ask once more before an order is sent"
        about="Moving a line on the chart never asks: it replaces the order it belongs to."
        options={[["always", "Always"], ["above", "Above a value"], ["never", "Never"]]}
      />
      <Row label="That value" about="In the currency of the instrument.">
        <input
          aria-label="Value from which an order is asked about"
          inputmode="decimal"
          value={settings.confirmAbove}
          disabled={settings.confirm !== "above"}
          onChange={(event) => {
            const value = Number(event.currentTarget.value);
            if (Number.isFinite(value) && value >= 0) choose({ confirmAbove: value });
            event.currentTarget.value = String(settings.confirmAbove);
          }}
        />
      </Row>
      <Row
        label="Hot keys"
        about="B and S trade at the touch, X cancels, 1 to 4 set the quantity. While they are on, the trading screen says so."
      >
        <label class="settings-check">
          <input
            type="checkbox"
            checked={settings.hotKeys}
            onChange={(event) => choose({ hotKeys: event.currentTarget.checked })}
          />{" "}
          Armed
        </label>
      </Row>
    </Card>
    <Card title="Messages">
      <Options
        name="toasts"
        label="Come up in the corner"
        about="Every message is in the log under Alerts, whatever you choose here."
        options={[["all", "All"], ["important", "What matters"], ["none", "None"]]}
      />
    </Card>
    <div class="row">
      <button type="button" class="button" onClick={resetSettings}>Back to the beginning</button>
      <span class="quiet small">Settings are kept in this browser.</span>
    </div>
  </main>
);

const Row = (
  props: { readonly label: string; readonly about: string; readonly children: JSX.Element },
) => (
  <div class="settings-row">
    <div>
      <strong>{props.label}</strong>
      <p>{props.about}</p>
    </div>
    <div>{props.children}</div>
  </div>
);

const Options = <Name extends keyof Settings>(
  props: {
    readonly name: Name;
    readonly label: string;
    readonly about: string;
    readonly options: readonly (readonly [value: Settings[Name], text: string])[];
  },
) => (
  <Row label={props.label} about={props.about}>
    <div class="segments" role="group" aria-label={props.label}>
      <For each={props.options}>
        {([value, text]) => (
          <button
            type="button"
            aria-pressed={settings[props.name] === value}
            onClick={() => choose({ [props.name]: value } as Partial<Settings>)}
          >
            {text}
          </button>
        )}
      </For>
    </div>
  </Row>
);
