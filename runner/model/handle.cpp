// Processes and their handle tables; CloseHandle and DuplicateHandle.
#include "runner/win32/handle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "runner/model/kernel.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

std::uintptr_t ValueOf(HANDLE handle) { return reinterpret_cast<std::uintptr_t>(handle); }

}  // namespace

std::uint32_t Kernel::StartProcess(Model::Machine machine) {
  processes_[next_process_].machine = machine;
  return next_process_++;
}

Model::Machine Kernel::MachineOf(std::uint32_t process) const {
  const auto found = processes_.find(process);
  return found == processes_.end() ? Model::Machine::kThis : found->second.machine;
}

void Kernel::EndProcess(std::uint32_t process) {
  const auto found = processes_.find(process);
  if (found == processes_.end()) return;
  auto handles = std::move(found->second.handles);
  found->second.handles.clear();
  // Its threads end first, and what they have pending in pipes with them: unread data is withdrawn.
  for (const auto& [value, entry] : handles) {
    const auto* file = dynamic_cast<FileObject*>(entry.object.get());
    if (file == nullptr || file->Seekable()) continue;
    CancelAll(PendingWhere([&](const Request& each) { return each.file.get() == file; }));
  }
  for (auto& [value, entry] : handles) Dropped(process, std::move(entry));
  processes_.erase(process);
}

HANDLE Kernel::Open(std::uint32_t process, std::shared_ptr<Object> object, DWORD access) {
  Process& owner = processes_[process];
  const std::uintptr_t value = std::exchange(owner.next, owner.next + 4);
  ++object->handles;
  owner.handles[value] = {std::move(object), access};
  return reinterpret_cast<HANDLE>(value);
}

const HandleEntry* Kernel::Find(std::uint32_t process, HANDLE handle) const {
  const auto owner = processes_.find(process);
  if (owner == processes_.end()) return nullptr;
  const auto found = owner->second.handles.find(ValueOf(handle));
  return found == owner->second.handles.end() ? nullptr : &found->second;
}

// A value is never used again: a closed handle stays invalid (handle.closed_is_invalid).
Status Kernel::Close(std::uint32_t process, HANDLE handle) {
  auto& handles = processes_[process].handles;
  const auto found = handles.find(ValueOf(handle));
  if (found == handles.end()) return STATUS_INVALID_HANDLE;
  HandleEntry entry = std::move(found->second);
  handles.erase(found);
  Dropped(process, std::move(entry));
  return STATUS_SUCCESS;
}

void Kernel::Dropped(std::uint32_t process, HandleEntry entry) {
  const bool last = --entry.object->handles == 0;
  entry.object->HandleClosed(*this, process, last);
}

bool Kernel::HasHandle(std::uint32_t process, const Object& object) const {
  const auto owner = processes_.find(process);
  if (owner == processes_.end()) return false;
  const auto& handles = owner->second.handles;
  return std::any_of(handles.begin(), handles.end(),
                     [&](const auto& each) { return each.second.object.get() == &object; });
}

std::size_t Kernel::open_handles() const {
  std::size_t count = 0;
  for (const auto& [id, process] : processes_) count += process.handles.size();
  return count;
}

// Closing one of several handles ends nothing (handle.closing_a_duplicate_cancels_nothing).
void FileObject::HandleClosed(Kernel& kernel, std::uint32_t process, bool last) {
  ProcessClosed(kernel, process);
  if (last) Cleanup(kernel);
}

BOOL WINAPI CloseHandle(HANDLE handle) {
  Call call;
  const auto file = call.Get<FileObject>(handle);
  const bool slow =
      file != nullptr && file->handles == 1 && call.kernel.choices.close_takes > Time{0};
  if (slow) {
    const Time until = call.kernel.clock.Now() + call.kernel.choices.close_takes;
    call.kernel.Block(
        call.lock, call.self, {}, [] { return false; }, until, false);
  }
  return Finish(call.kernel.Close(call.self.process, handle));
}

// Within the process only: the duplicate is the same open (handle.duplicate_is_the_same_open). That
// of the value that means the calling thread is a handle to it.
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
                            LPHANDLE target, DWORD access, BOOL, DWORD options) {
  Call call;
  if (source_process != CurrentProcess() || target_process != CurrentProcess()) {
    return Fail(ERROR_INVALID_HANDLE);
  }
  const HandleEntry* entry = call.Find(source);
  const bool of_thread = source == CurrentThread();
  if (entry == nullptr && !of_thread) return Fail(ERROR_INVALID_HANDLE);
  const HandleEntry copy =
      of_thread ? HandleEntry{std::make_shared<ThreadObject>(call.thread), access} : *entry;
  const bool same = (options & DUPLICATE_SAME_ACCESS) != 0;
  if (target != nullptr) {
    *target = call.kernel.Open(call.self.process, copy.object, same ? copy.access : access);
  }
  if ((options & DUPLICATE_CLOSE_SOURCE) != 0) call.kernel.Close(call.self.process, source);
  return TRUE;
}

DWORD WINAPI GetFileType(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) {
    Finish(status);
    return FILE_TYPE_UNKNOWN;
  }
  SetError(ERROR_SUCCESS);
  return file->Type();
}

DWORD WINAPI GetLastError() { return GetError(); }
void WINAPI SetLastError(DWORD error) { SetError(error); }

}  // namespace wfx::model
