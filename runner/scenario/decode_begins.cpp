// Decodes calls that block their thread while the steps of others go on.
#include <algorithm>

#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

constexpr std::uint32_t kOverlapped = 0x40000000;

// Whether `name` was opened with FILE_FLAG_OVERLAPPED.
bool IsOverlapped(const Case& subject, const std::string& name) {
  return std::ranges::any_of(subject.given, [&](const Given& given) {
    if (const auto* handle = std::get_if<GivenHandle>(&given.item); handle != nullptr) {
      if (handle->name != name) return false;
      return handle->duplicates.empty() ? (handle->flags & kOverlapped) != 0
                                        : IsOverlapped(subject, handle->duplicates);
    }
    const auto* pipe = std::get_if<GivenPipe>(&given.item);
    if (pipe == nullptr || (pipe->flags & kOverlapped) == 0) return false;
    return pipe->server == name || std::ranges::count(pipe->more_servers, name) != 0;
  });
}

}  // namespace

StepAction DecodeFlush(Fields& fields, Sequence& sequence, Step&) {
  return FlushStep{sequence.scope().Refer(fields, "handle", {Role::kHandle})};
}

StepAction DecodeEnds(Fields& fields, Sequence& sequence, Step&) {
  EndsStep ends;
  ends.step = sequence.scope().Refer(fields, "ends", {Role::kOtherStep, Role::kRead});
  const Step* begun = sequence.Find(ends.step);
  if (begun != nullptr && !begun->begins) {
    fields.Wrong("ends", "\"" + ends.step +
                             "\" is over when its turn is; only a step with "
                             "\"begins\": true is ended");
  }
  ends.at_most = fields.Time("at_most", "2 s");
  return ends;
}

void DecodeBegins(Fields& fields, Sequence& sequence, Step& step) {
  if (step.kind == "ends" && !step.by.empty()) {
    fields.Wrong("by", "the scenario's own thread waits for the end of a call");
  }
  const auto* read = std::get_if<ReadStep>(&step.action);
  const bool may_block =
      std::holds_alternative<FlushStep>(step.action) || (read != nullptr && read->resumes.empty());
  if (!may_block) return;
  step.begins = fields.Bool("begins", false);
  if (!step.begins) return;
  if (!sequence.scope().Is(Role::kThread, step.by) || !step.inside.empty()) {
    fields.Wrong("begins", "it would block the scenario's own thread; \"by\" names another one");
  }
  if (read != nullptr && IsOverlapped(sequence.decoding.result, read->handle)) {
    fields.Wrong("begins", "a read through an overlapped handle blocks nobody");
  }
}

void CheckBegun(Sequence& sequence) {
  for (const Step& step : sequence.steps()) {
    const bool ended = std::ranges::any_of(sequence.steps(), [&](const Step& each) {
      const auto* ends = std::get_if<EndsStep>(&each.action);
      return ends != nullptr && ends->step == step.name;
    });
    if (!step.begins || ended) continue;
    sequence.decoding.errors.Add(step.line, "\"" + step.name +
                                                "\" begins and nothing ends it; a later step is "
                                                "{\"ends\": \"" +
                                                step.name + "\"}");
  }
}

}  // namespace wfx
