// Scenarios as Google Tests: the area is the suite, the rest of the full id is the test.
#pragma once

#include "runner/session.h"

namespace wfx {

// One test for each selected case. `session` must outlive the run.
void RegisterScenarios(Session& session);

// Begins the record before the first test, and after the last one asks for late completion routines and ends the record.
void RecordRunOf(Session& session);

}  // namespace wfx
