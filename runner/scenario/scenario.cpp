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
