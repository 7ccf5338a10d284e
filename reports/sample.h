// A record with something in every field, for tests.
#pragma once

#include "reports/facts.h"

namespace wfx {

// One conformance run: a pass, a fail, an xfail, an observed, a not_run, a blocked, an xpass and an
// error.
RunRecord SampleConformance();
// One benchmark run: three measurements, one of which failed.
RunRecord SampleBenchmark();
// The conformance run on another system, where other cases fail.
RunRecord SampleElsewhere();

}  // namespace wfx
