// npm run train:test: the checks of the training code, where its Python is installed.
import { pythonReady, runPython, say, TrainingFailed } from "./python.ts";

if (pythonReady()) {
  try {
    runPython("-m", "unittest");
  } catch (cause) {
    if (!(cause instanceof TrainingFailed)) throw cause;
    process.exitCode = 1;
  }
} else {
  say(
    "Skipped: the Python packages are not installed (npm run train -- --prepare installs them)",
  );
}
