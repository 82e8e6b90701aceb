/** What the client's portal loads. */

import "../elements/bell.ts";
import "../elements/composer.ts";
import "../elements/countdown.ts";
import "../elements/dialog.ts";
import "../elements/draft.ts";
import "../elements/editor.ts";
import "../elements/fold.ts";
import "../elements/live.ts";
import "../elements/menu.ts";
import "../elements/offline.ts";
import "../elements/password.ts";
import "../elements/theme.ts";
import "../elements/toast.ts";
import "../elements/upload.ts";
import "../elements/zone.ts";
import { forgetAtSignOut } from "../lib/draft.ts";
import { focusNamed } from "../lib/focus.ts";
import { start } from "../lib/htmx.ts";
import { forgetMendedErrors } from "../lib/mended.ts";
import { refill } from "../lib/refill.ts";

start();
refill();
forgetAtSignOut();
focusNamed();
forgetMendedErrors();
