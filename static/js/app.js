// The page's own behaviour. Each module listens on the document, so that parts swapped in by htmx work at once.
import "./shell.js";
import "./shortcuts.js";
import "./toasts.js";
import "./confirm.js";
import "./forms.js";
import "./segments.js";
import "./shown.js";
import "./picker.js";
import "./dropzone.js";
import "./signature.js";
import "./drafts.js";
import "./clocks.js";
import "./polling.js";
import "./rows.js";
import "./idle.js";
