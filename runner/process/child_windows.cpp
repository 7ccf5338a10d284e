#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "runner/process/child.h"
#include "runner/process/command_line.h"
#include "runner/process/frames.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

using Clock = std::chrono::steady_clock;
constexpr DWORD kKillBound = 5000;  // milliseconds
// So large that a frame to a child that does not read yet never waits.
constexpr DWORD kPipeBytes = 1 << 20;
constexpr UINT kKilledExitCode = 137;

struct Handle {
  HANDLE value = nullptr;
  Handle() = default;
  explicit Handle(HANDLE given) : value(given) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { Close(); }
  void Close() {
    if (value != nullptr && value != INVALID_HANDLE_VALUE) CloseHandle(value);
    value = nullptr;
  }
};

[[noreturn]] void Fail(const std::string& what) {
  const DWORD error = GetLastError();
  throw std::runtime_error(what + ": error " + std::to_string(error));
}

void MakePipe(Handle& read, Handle& write) {
  if (!CreatePipe(&read.value, &write.value, nullptr, kPipeBytes)) Fail("cannot make a pipe");
}

void Inherit(HANDLE handle) {
  SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
}

// Our standard error as a handle a child can inherit; NUL when we have none.
void OpenErrorOutput(Handle& handle) {
  const HANDLE process = GetCurrentProcess();
  const HANDLE ours = GetStdHandle(STD_ERROR_HANDLE);
  if (ours != nullptr && ours != INVALID_HANDLE_VALUE &&
      DuplicateHandle(process, ours, process, &handle.value, 0, TRUE, DUPLICATE_SAME_ACCESS)) {
    return;
  }
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  handle.value = CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                             OPEN_EXISTING, 0, nullptr);
}

std::wstring CommandLine(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::wstring> words{Wide(program)};
  for (const std::string& argument : arguments) words.push_back(Wide(argument));
  return JoinCommandLine(words);
}

// A job whose processes end when its last handle closes: with this process, however it ends.
void MakeJob(Handle& job) {
  job.value = CreateJobObjectW(nullptr, nullptr);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (job.value == nullptr || !SetInformationJobObject(job.value, JobObjectExtendedLimitInformation,
                                                       &limits, sizeof limits)) {
    Fail("cannot make a job object");
  }
}

// The attribute list that lets a child inherit exactly `handles`.
class InheritedHandles {
 public:
  explicit InheritedHandles(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_.resize(size);
    if (!InitializeProcThreadAttributeList(list(), 1, 0, &size) ||
        !UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                   handles_.size() * sizeof(HANDLE), nullptr, nullptr)) {
      Fail("cannot list the handles of a child process");
    }
  }
  ~InheritedHandles() { DeleteProcThreadAttributeList(list()); }
  InheritedHandles(const InheritedHandles&) = delete;
  InheritedHandles& operator=(const InheritedHandles&) = delete;
  LPPROC_THREAD_ATTRIBUTE_LIST list() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
  }

 private:
  std::vector<HANDLE> handles_;
  std::vector<char> memory_;
};

bool WriteAll(HANDLE handle, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    DWORD count = 0;
    const DWORD piece = static_cast<DWORD>(std::min<std::size_t>(bytes.size() - done, kPipeBytes));
    if (!WriteFile(handle, bytes.data() + done, piece, &count, nullptr)) return false;
    done += count;
  }
  return true;
}

bool ReadSome(HANDLE handle, FrameReader& frames) {
  char bytes[65536];
  DWORD count = 0;
  if (!ReadFile(handle, bytes, sizeof bytes, &count, nullptr)) return false;
  frames.Add({bytes, count});
  return true;
}

// Starts `program` suspended, so that it can be put into a job before it starts anything itself.
PROCESS_INFORMATION StartSuspended(const std::string& program, std::wstring command_line,
                                   STARTUPINFOEXW& startup) {
  constexpr int kTries = 5;
  constexpr DWORD kPause = 100;  // milliseconds
  const std::wstring path = Wide(program);
  for (int left = kTries; left > 0; --left) {
    PROCESS_INFORMATION made{};
    if (CreateProcessW(path.c_str(), command_line.data(), nullptr, nullptr, TRUE,
                       CREATE_NO_WINDOW | CREATE_SUSPENDED | EXTENDED_STARTUPINFO_PRESENT, nullptr,
                       nullptr, &startup.StartupInfo, &made)) {
      return made;
    }
    // Wine's word for a new process that was gone before it had introduced itself to the server,
    // which happens now and then while many start at once. The next one comes through.
    if (GetLastError() != ERROR_INTERNAL_ERROR || left == 1) break;
    Sleep(kPause);
  }
  Fail("cannot start " + program);
}

}  // namespace

struct Child::State {
  Handle job, process, input, output;
  DWORD id = 0;
  bool in_job = false;
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::string> frames;
  bool output_ended = false;
  std::thread reader;

  // An anonymous pipe has no timeout of its own; a thread that reads it gives Receive one.
  void ReadFrames() {
    FrameReader incoming;
    while (!incoming.broken() && ReadSome(output.value, incoming)) {
      while (auto frame = incoming.Take()) {
        const std::lock_guard lock(mutex);
        frames.push_back(std::move(*frame));
        arrived.notify_one();
      }
    }
    const std::lock_guard lock(mutex);
    output_ended = true;
    arrived.notify_one();
  }

  void Start(const std::string& program, const std::vector<std::string>& arguments);
};

void Child::State::Start(const std::string& program, const std::vector<std::string>& arguments) {
  Handle child_input, child_output, child_error;
  MakePipe(child_input, input);
  MakePipe(output, child_output);
  OpenErrorOutput(child_error);
  Inherit(child_input.value);
  Inherit(child_output.value);
  MakeJob(job);

  InheritedHandles inherited({child_input.value, child_output.value, child_error.value});
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = child_input.value;
  startup.StartupInfo.hStdOutput = child_output.value;
  startup.StartupInfo.hStdError = child_error.value;
  startup.lpAttributeList = inherited.list();
  const PROCESS_INFORMATION made =
      StartSuspended(program, CommandLine(program, arguments), startup);
  const Handle thread(made.hThread);
  process.value = made.hProcess;
  id = made.dwProcessId;
  // Where jobs do not nest, the child stays in the job of this process and dies with that.
  in_job = AssignProcessToJobObject(job.value, process.value) != 0;
  ResumeThread(thread.value);
}

Child::Child(const std::string& program, const std::vector<std::string>& arguments)
    : state_(std::make_unique<State>()) {
  state_->Start(program, arguments);
  state_->reader = std::thread([state = state_.get()] { state->ReadFrames(); });
}

Child::~Child() {
  const bool gone = Kill();
  if (gone) {
    state_->reader.join();
  } else {
    // Its reader cannot end either; both outlive this object.
    state_->reader.detach();
    static_cast<void>(state_.release());
  }
}

bool Child::Send(const std::string& frame) { return WriteAll(state_->input.value, Framed(frame)); }

Child::Received Child::Receive(std::chrono::nanoseconds at_most) {
  std::unique_lock lock(state_->mutex);
  const bool something = state_->arrived.wait_until(lock, Clock::now() + at_most, [this] {
    return !state_->frames.empty() || state_->output_ended;
  });
  if (!something) return {Received::Kind::kTimeout, {}};
  if (state_->frames.empty()) return {Received::Kind::kEnded, {}};
  Received received{Received::Kind::kFrame, std::move(state_->frames.front())};
  state_->frames.pop_front();
  return received;
}

std::optional<std::uint32_t> Child::End(std::chrono::nanoseconds at_most) {
  state_->input.Close();
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(at_most).count();
  const bool ended =
      WaitForSingleObject(state_->process.value, static_cast<DWORD>(milliseconds)) == WAIT_OBJECT_0;
  DWORD code = 0;
  GetExitCodeProcess(state_->process.value, &code);
  Kill();
  if (!ended) return std::nullopt;
  return code;
}

bool Child::Kill() {
  state_->input.Close();
  if (state_->in_job) TerminateJobObject(state_->job.value, kKilledExitCode);
  TerminateProcess(state_->process.value, kKilledExitCode);
  return WaitForSingleObject(state_->process.value, kKillBound) == WAIT_OBJECT_0;
}

std::uint32_t Child::process_id() const { return state_->id; }

struct ParentLink::State {
  Handle input, output;
  FrameReader frames;
  std::mutex sending;
};

ParentLink::ParentLink() : state_(std::make_unique<State>()) {
  const HANDLE process = GetCurrentProcess();
  DuplicateHandle(process, GetStdHandle(STD_INPUT_HANDLE), process, &state_->input.value, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  DuplicateHandle(process, GetStdHandle(STD_OUTPUT_HANDLE), process, &state_->output.value, 0,
                  FALSE, DUPLICATE_SAME_ACCESS);
  // _dup2 also moves the standard handle, so printing by any way goes to standard error.
  const int nothing = _open("NUL", _O_RDWR);
  _dup2(nothing, _fileno(stdin));
  if (_dup2(_fileno(stderr), _fileno(stdout)) != 0) _dup2(nothing, _fileno(stdout));
  _close(nothing);
  SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
}

ParentLink::~ParentLink() = default;

std::optional<std::string> ParentLink::Receive() {
  for (;;) {
    if (auto frame = state_->frames.Take()) return frame;
    if (state_->frames.broken() || !ReadSome(state_->input.value, state_->frames))
      return std::nullopt;
  }
}

bool ParentLink::Send(const std::string& frame) {
  const std::lock_guard lock(state_->sending);
  return WriteAll(state_->output.value, Framed(frame));
}

}  // namespace wfx
