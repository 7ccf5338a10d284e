#include "runner/examination/claim.h"

#include <algorithm>

namespace wfx {
namespace {

const WriteStep* AsWrite(const Step& step) {
  const auto* write = std::get_if<WriteStep>(&step.action);
  return write == nullptr || write->through_write_file ? nullptr : write;
}

bool IsWrite(const Case& subject, const std::string& name) {
  return std::any_of(subject.when.begin(), subject.when.end(), [&](const Step& step) {
    return step.name == name && AsWrite(step) != nullptr;
  });
}

// Its S_OK is the number of another write's FALSE.
bool IsStreamWrite(const Case& subject, const std::string& name) {
  return std::any_of(subject.when.begin(), subject.when.end(), [&](const Step& step) {
    return step.name == name && ReturnsHresult(step.action);
  });
}

// What keeps bytes that were written: everything but the NUL device.
bool KeepsBytes(const Case& subject, const std::string& handle) {
  return std::none_of(subject.given.begin(), subject.given.end(), [&](const Given& given) {
    const auto* opened = std::get_if<GivenHandle>(&given.item);
    return opened != nullptr && opened->name == handle && opened->opens == "NUL";
  });
}

bool WritesBytes(const Case& subject) {
  return std::any_of(subject.when.begin(), subject.when.end(), [&](const Step& step) {
    if (std::holds_alternative<AppendsStep>(step.action) ||
        std::holds_alternative<RaceStep>(step.action)) {
      return true;
    }
    const WriteStep* write = AsWrite(step);
    return write != nullptr && write->length.text() != "0" && KeepsBytes(subject, write->handle);
  });
}

bool HasFileOrRead(const Case& subject) {
  const bool has_file =
      std::any_of(subject.given.begin(), subject.given.end(),
                  [](const Given& given) { return std::holds_alternative<GivenFile>(given.item); });
  return has_file ||
         std::any_of(subject.then.begin(), subject.then.end(), [](const Expectation& expectation) {
           return std::holds_alternative<ExpectRead>(expectation.item);
         });
}

// Only a write that is refused, fails, or is cancelled looks like this.
bool ExpectsTrouble(const Case& subject, const Expectation& expectation) {
  const auto is_error = [](std::uint64_t code) { return code != 0; };
  if (const auto* write = std::get_if<ExpectWrite>(&expectation.item))
    return !write->fails_with.empty() && !write->completes_with && IsWrite(subject, write->write);
  if (const auto* call = std::get_if<ExpectCall>(&expectation.item)) {
    return IsWrite(subject, call->step) && !IsStreamWrite(subject, call->step) &&
           call->returns == std::vector<std::uint64_t>{0};
  }
  if (const auto* completion = std::get_if<ExpectCompletion>(&expectation.item)) {
    return completion->runs == std::vector<std::uint32_t>{0} ||
           (!completion->error.empty() &&
            std::all_of(completion->error.begin(), completion->error.end(), is_error));
  }
  if (const auto* overlapped = std::get_if<ExpectOverlapped>(&expectation.item)) {
    return !overlapped->internal.empty() &&
           std::all_of(overlapped->internal.begin(), overlapped->internal.end(), is_error);
  }
  return false;
}

}  // namespace

bool Claims(const Case& subject) {
  if (WritesBytes(subject) && HasFileOrRead(subject)) return true;
  return std::any_of(subject.then.begin(), subject.then.end(), [&](const Expectation& expectation) {
    return ExpectsTrouble(subject, expectation);
  });
}

}  // namespace wfx
