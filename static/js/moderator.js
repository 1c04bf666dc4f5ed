// The moderator's desk: keys for the large presses, a question before what is hard to take back, one deed per press.

import "./desk.js";
import "./moderator/keys.js";
import "./moderator/care.js";
import "./moderator/stage-ahead.js";
