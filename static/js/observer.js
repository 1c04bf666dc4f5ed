// The observer's page: kept up to date like every other, with one press of its own.

import "./desk.js";
