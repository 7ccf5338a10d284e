#include "runner/scenario/scenario.h"

namespace wfx {

GivenItem::GivenItem(const GivenItem&) = default;
GivenItem::GivenItem(GivenItem&&) noexcept = default;
GivenItem& GivenItem::operator=(const GivenItem&) = default;
GivenItem& GivenItem::operator=(GivenItem&&) noexcept = default;
GivenItem::~GivenItem() = default;

StepAction::StepAction(const StepAction&) = default;
StepAction::StepAction(StepAction&&) noexcept = default;
StepAction& StepAction::operator=(const StepAction&) = default;
StepAction& StepAction::operator=(StepAction&&) noexcept = default;
StepAction::~StepAction() = default;

bool ReturnsHresult(const StepAction& action) {
  if (std::holds_alternative<SeekStep>(action)) return true;
  if (const auto* write = std::get_if<WriteStep>(&action)) return write->through_stream;
  if (const auto* cancel = std::get_if<CancelStep>(&action)) return cancel->of_stream;
  const auto* result = std::get_if<OverlappedResultStep>(&action);
  return result != nullptr && result->of_stream;
}

ExpectationItem::ExpectationItem(const ExpectationItem&) = default;
ExpectationItem::ExpectationItem(ExpectationItem&&) noexcept = default;
ExpectationItem& ExpectationItem::operator=(const ExpectationItem&) = default;
ExpectationItem& ExpectationItem::operator=(ExpectationItem&&) noexcept = default;
ExpectationItem::~ExpectationItem() = default;

Case::Case() = default;
Case::Case(const Case&) = default;
Case::Case(Case&&) noexcept = default;
Case& Case::operator=(const Case&) = default;
Case& Case::operator=(Case&&) noexcept = default;
Case::~Case() = default;

}  // namespace wfx
