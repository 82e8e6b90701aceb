/** What sign-in and its neighbours load. */

import "../elements/password.ts";
import "../elements/theme.ts";
import "../elements/toast.ts";
import "../elements/zone.ts";
import { forgetAtSignOut } from "../lib/draft.ts";
import { forgetMendedErrors } from "../lib/mended.ts";
import { refill } from "../lib/refill.ts";

forgetAtSignOut();
refill();
forgetMendedErrors();
