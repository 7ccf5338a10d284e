// Scenarios as Google Tests: the area is the suite, the rest of the full id is the test.
#pragma once

#include "runner/session.h"

namespace wfx {

// One test for each selected case. `session` must outlive the run.
void RegisterScenarios(Session& session);

// Runs what was registered between the beginning and the end of the record; after the last test it
// asks for late completion routines. False when a test failed. Throws what kept the record from
// beginning. Once.
bool RunRecorded(Session& session);

}  // namespace wfx
