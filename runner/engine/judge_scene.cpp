#include "runner/engine/judge_scene.h"

namespace wfx {
namespace {

template <typename Items, typename Member>
auto* Find(const Items& items, Member member, std::string_view name) {
  const auto found = std::ranges::find(items, name, member);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const WriteRecord* Scene::Write(std::string_view name) const {
  return Find(seen.writes, &WriteRecord::name, name);
}

const CallRecord* Scene::Call(std::string_view name) const {
  return Find(seen.calls, &CallRecord::step, name);
}

const FileRecord* Scene::File(std::string_view name) const {
  return Find(seen.files, &FileRecord::name, name);
}

const LookRecord* Scene::Look(std::string_view name) const {
  return Find(seen.looks, &LookRecord::name, name);
}

const OplockRecord* Scene::Oplock(std::string_view name) const {
  return Find(seen.oplocks, &OplockRecord::name, name);
}

const Step* Scene::StepNamed(std::string_view name) const {
  return Find(subject.when, &Step::name, name);
}

const WriteStep* Scene::WriteStepNamed(std::string_view name) const {
  const Step* step = StepNamed(name);
  return step == nullptr ? nullptr : std::get_if<WriteStep>(&step->action);
}

bool Scene::IsOfZeros(std::string_view write) const {
  const WriteStep* step = WriteStepNamed(write);
  if (step == nullptr) return false;
  return step->zeros || std::ranges::any_of(subject.given, [&](const Given& given) {
           const auto* buffer = std::get_if<GivenBuffer>(&given.item);
           return buffer != nullptr && buffer->name == step->buffer && !buffer->filled;
         });
}

const StoreStep* Scene::StoreStepNamed(std::string_view name) const {
  const Step* step = StepNamed(name);
  return step == nullptr ? nullptr : std::get_if<StoreStep>(&step->action);
}

const FileRecord* Scene::FileOfView(std::string_view view) const {
  for (const Given& given : subject.given) {
    const auto* found = std::get_if<GivenView>(&given.item);
    if (found != nullptr && found->name == view) return File(found->of);
  }
  return nullptr;
}

const GivenHandle* Scene::Handle(std::string_view name) const {
  // Each round follows one duplicate; a ring of duplicates, which no reader lets pass, ends with
  // the rounds.
  for (std::size_t round = 0; round < subject.given.size(); ++round) {
    const GivenHandle* found = nullptr;
    for (const Given& given : subject.given) {
      const auto* handle = std::get_if<GivenHandle>(&given.item);
      if (handle != nullptr && handle->name == name) found = handle;
    }
    for (const Step& step : subject.when) {
      const auto* open = std::get_if<OpenStep>(&step.action);
      if (open != nullptr && open->handle.name == name) found = &open->handle;
    }
    if (found == nullptr || found->duplicates.empty()) return found;
    name = found->duplicates;
  }
  return nullptr;
}

std::size_t Scene::PositionOf(std::string_view step) const {
  // Each round goes one routine outwards; a step inside its own routine, which no reader lets pass,
  // ends with the rounds.
  for (std::size_t round = 0; round <= subject.when.size(); ++round) {
    const Step* found = StepNamed(step);
    if (found == nullptr) break;
    if (found->inside.empty()) return static_cast<std::size_t>(found - subject.when.data());
    const WriteRecord* outer = Write(found->inside);
    const CompletionRecord* run = outer == nullptr ? nullptr : FirstRun(*outer);
    if (run == nullptr) break;
    step = run->during;
  }
  return subject.when.size();
}

const FileRecord* Scene::FileBehind(std::string_view handle) const {
  for (const Given& each : subject.given) {
    const auto* stream = std::get_if<GivenStreamAsync>(&each.item);
    if (stream != nullptr && stream->name == handle) return File(stream->opens);
  }
  const GivenHandle* given = Handle(handle);
  return given == nullptr || given->opens.empty() ? nullptr : File(given->opens);
}

}  // namespace wfx
