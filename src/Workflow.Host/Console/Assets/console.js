// Starts what makes the pages live. Without any of it they work too, when they are loaded again by hand.
import { startForms } from "./forms.js";
import { startLive } from "./live.js";

startForms();
startLive();
