// All tests of the console in one process and one browser, each file a suite with its own pages and clients.
import './looks.test.mjs';
import './keys.test.mjs';
import './plan.test.mjs';
import './stored.test.mjs';
import './session.test.mjs';
import './login.test.mjs';
