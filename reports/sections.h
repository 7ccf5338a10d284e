// The sections of a report. Each adds nothing when it has nothing to say.
#pragma once

#include "reports/comparison.h"
#include "reports/document.h"

namespace wfx {

// Which rows of a matrix: those in which columns differ, or every one.
enum class RowsShown { kDifferences, kAll };
// Whether measurements are set against those of the column's base.
enum class Ratios { kLeftOut, kShown };

// A title, then HELD / FAILED / INCOMPLETE of each record, and where.
void AddHead(Document& document, const Comparison& comparison,
             const char* title = "WriteFileEx report");
void AddVerdictCounts(Document& document, const Comparison& comparison);  // area by target
void AddFailures(Document& document, const Comparison& comparison);       // fail, xpass, error
void AddDeclared(Document& document, const Comparison& comparison);       // what --declare came to
void AddDifferences(Document& document, const Comparison& comparison,     // case by column
                    RowsShown rows = RowsShown::kDifferences);
void AddRequirementMatrix(Document& document,
                          const Comparison& comparison,  // requirement by column
                          RowsShown rows);
void AddChanges(Document& document, const Comparison& comparison);  // against the base
void AddEnvironmentDifferences(Document& document, const Comparison& comparison);
// True when not all columns that have a case have the same of it.
bool IsDifferent(const Comparison::Row<Result>& row);
void AddKnownDeviations(Document& document, const Comparison& comparison);
// Of those that excuse something here: what expires within 30 days of the day the record was
// judged.
void AddExpiring(Document& document, const Comparison& comparison);
void AddNotRun(Document& document, const Comparison& comparison);  // not_run and blocked, by reason
void AddObserved(Document& document, const Comparison& comparison);  // may requirements
void AddCoverage(Document& document,
                 const Comparison& comparison);  // musts judged, masked, not run
void AddMustCounts(Document& document, const Comparison& comparison);    // its table alone
void AddTechnologies(Document& document, const Comparison& comparison);  // SMB 3.0, TFO, SO ...
void AddMeasurements(Document& document, const Comparison& comparison,
                     Ratios ratios = Ratios::kLeftOut);
// Of many cases the first of each scenario: p50 and throughput of one target, or each target's
// throughput and what that is beside its base's.
void AddSpeed(Document& document, const Comparison& comparison);
void AddEnvironment(Document& document, const Comparison& comparison);

}  // namespace wfx
