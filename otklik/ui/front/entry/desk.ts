/** What the desk and the office load. */

import "../elements/bell.ts";
import "../elements/callout.ts";
import "../elements/canned.ts";
import "../elements/composer.ts";
import "../elements/copy.ts";
import "../elements/countdown.ts";
import "../elements/dialog.ts";
import "../elements/draft.ts";
import "../elements/editor.ts";
import "../elements/fold.ts";
import "../elements/keys.ts";
import "../elements/live.ts";
import "../elements/menu.ts";
import "../elements/offline.ts";
import "../elements/order.ts";
import "../elements/palette.ts";
import "../elements/rows.ts";
import "../elements/sheet.ts";
import "../elements/theme.ts";
import "../elements/thread.ts";
import "../elements/toast.ts";
import "../elements/upload.ts";
import "../elements/week.ts";
import { forgetAtSignOut } from "../lib/draft.ts";
import { focusNamed } from "../lib/focus.ts";
import { start } from "../lib/htmx.ts";
import { forgetMendedErrors } from "../lib/mended.ts";
import { sharePresence } from "../lib/presence.ts";
import { refill } from "../lib/refill.ts";

start();
forgetAtSignOut();
forgetMendedErrors();
sharePresence();
refill();
focusNamed();
