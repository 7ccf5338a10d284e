#include "runner/engine/judge_texts.h"

#include "runner/engine/judge.h"
#include "runner/hresult_names.h"
#include "runner/names.h"

namespace wfx {
namespace {

// A sleep returns no object, so 0 is a number there and WAIT_OBJECT_0 elsewhere.
bool Sleeps(const WaitStep& wait) {
  using Function = WaitStep::Function;
  return wait.function == Function::kReap || wait.function == Function::kSleep ||
         wait.function == Function::kSleepEx;
}

}  // namespace

std::string AmountText(const Quantity& quantity) {
  if (quantity.bound()) return quantity.text();
  const std::int64_t bytes = quantity.In(Bindings());
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

std::string CountText(const Quantity& quantity) {
  return quantity.bound() ? quantity.text() : std::to_string(quantity.In(Bindings()));
}

std::string ActorText(const std::string& actor) {
  return actor.empty() ? "main" : actor == "?" ? "an unknown thread" : actor;
}

std::string DuringText(const std::string& during) {
  return (during == "between steps" ? "" : "during ") + during;
}

std::string NamesText(const std::vector<std::string>& names) {
  return names.empty() ? "none" : Joined(names, ", ");
}

void AddCount(std::vector<std::string>& texts, std::uint64_t count, const std::string& what) {
  if (count > 0) texts.push_back(std::to_string(count) + " " + what);
}

std::string AnyOf(const std::vector<std::string>& texts) { return Joined(texts, " or "); }

std::string ErrorsText(const std::vector<std::uint32_t>& errors) {
  std::vector<std::string> texts;
  for (const std::uint32_t error : errors) {
    const std::string name = ErrorName(error);
    texts.push_back(name.empty() ? DescribeError(error) : name);
  }
  return AnyOf(texts);
}

std::string ReturnText(std::uint64_t returned, const Step* step) {
  const bool opens = step != nullptr && std::holds_alternative<OpenStep>(step->action);
  if (opens && returned == kReturnedAHandle) return std::string(kAHandle);
  if (opens && returned == kReturnedNoHandle) return std::string(kNoHandle);
  if (step != nullptr && ReturnsHresult(step->action)) {
    const auto hresult = static_cast<std::uint32_t>(returned);
    const std::string name = HresultName(hresult);
    return name.empty() ? DescribeHresult(hresult) : name;
  }
  const auto* wait = step == nullptr ? nullptr : std::get_if<WaitStep>(&step->action);
  if (step != nullptr && wait == nullptr && returned <= 1) return returned == 1 ? "TRUE" : "FALSE";
  std::string name;
  if (wait != nullptr && (returned > 1 || !Sleeps(*wait)) && returned <= 0xFFFFFFFF) {
    name = WaitName(static_cast<std::uint32_t>(returned));
  }
  return name.empty() ? std::to_string(returned) : name;
}

std::string RunText(const ContentRun& run) {
  switch (run.origin) {
    case ContentRun::Origin::kFill:
      return "fill";
    case ContentRun::Origin::kWrite:
      return "write " + run.write + (run.from == 0 ? "" : " from " + std::to_string(run.from));
    case ContentRun::Origin::kZero:
      return "zeros";
    case ContentRun::Origin::kUnread:
      return "unread";
    case ContentRun::Origin::kOther:
      break;
  }
  return "other";
}

std::string DescribeRead(const CallRecord& read) {
  if (read.pending) return "pending";
  if (read.returned != 0) return "completes with " + BytesText(read.bytes.value_or(0));
  return FailureText(read.last_error, read.bytes.value_or(0));
}

}  // namespace wfx
