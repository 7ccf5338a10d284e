// The sections of a report. Each adds nothing when it has nothing to say.
#pragma once

#include "reports/comparison.h"
#include "reports/document.h"

namespace wfx {

void AddHead(Document& document,
             const Comparison& comparison);  // HELD / FAILED / INCOMPLETE, and where
void AddVerdictCounts(Document& document, const Comparison& comparison);  // area by target
void AddFailures(Document& document, const Comparison& comparison);       // fail, xpass, error
void AddDeclared(Document& document, const Comparison& comparison);       // what --declare came to
void AddDifferences(Document& document, const Comparison& comparison);    // between columns
void AddKnownDeviations(Document& document, const Comparison& comparison);
void AddNotRun(Document& document, const Comparison& comparison);  // not_run and blocked, by reason
void AddObserved(Document& document, const Comparison& comparison);  // may requirements
void AddCoverage(Document& document,
                 const Comparison& comparison);  // musts judged, masked, not run
void AddTechnologies(Document& document, const Comparison& comparison);  // SMB 3.0, TFO, SO ...
void AddMeasurements(Document& document, const Comparison& comparison);
void AddEnvironment(Document& document, const Comparison& comparison);

}  // namespace wfx
