#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "runner/process/child.h"
#include "runner/process/frames.h"

namespace wfx {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kSendBound = std::chrono::seconds(10);
constexpr auto kKillBound = std::chrono::seconds(5);

// A pipe end that closes itself.
struct End {
  int descriptor = -1;
  ~End() { Close(); }
  void Close() {
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
  }
};

struct Pipe {
  End read, write;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
    read.descriptor = ends[0];
    write.descriptor = ends[1];
  }
};

// Waits for `events` on a descriptor until `deadline`; false when the time is over.
bool Await(int descriptor, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd entry{descriptor, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// False at end of file, on an error, or at the deadline.
bool WriteAll(int descriptor, const std::string& bytes, Clock::time_point deadline) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count > 0) done += static_cast<std::size_t>(count);
    if (count < 0 && errno == EAGAIN && !Await(descriptor, POLLOUT, deadline)) return false;
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
  }
  return true;
}

// Adds what can be read now; false at end of file or on an error.
bool ReadSome(int descriptor, FrameReader& frames) {
  char bytes[65536];
  ssize_t count = 0;
  do count = read(descriptor, bytes, sizeof bytes);
  while (count < 0 && errno == EINTR);
  if (count <= 0) return false;
  frames.Add({bytes, static_cast<std::size_t>(count)});
  return true;
}

// Between fork and exec only what is safe after a fork of a threaded process.
[[noreturn]] void BecomeChild(int input, int output, char** words, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it died before the line above
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  execv(words[0], words);
  _exit(127);
}

}  // namespace

struct Child::State {
  Pipe input, output;
  FrameReader frames;
  pid_t id = -1;
  std::optional<int> status;  // once it has been waited for

  bool AwaitEnd(Clock::time_point deadline) {
    for (auto pause = std::chrono::microseconds(50);;
         pause = std::min(pause * 2, std::chrono::microseconds(10000))) {
      int value = 0;
      if (!status && waitpid(id, &value, WNOHANG) == id) status = value;
      if (status || Clock::now() >= deadline) return status.has_value();
      std::this_thread::sleep_for(pause);
    }
  }
};

Child::Child(const std::string& program, const std::vector<std::string>& arguments)
    : state_(std::make_unique<State>()) {
  // A child that is gone is told by what Send returns.
  signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  if (access(program.c_str(), X_OK) != 0)
    throw std::runtime_error("cannot start " + program + ": " + std::strerror(errno));

  const pid_t parent = getpid();
  state_->id = fork();
  if (state_->id < 0)
    throw std::runtime_error("cannot start " + program + ": " + std::strerror(errno));
  if (state_->id == 0) {
    BecomeChild(state_->input.read.descriptor, state_->output.write.descriptor, pointers.data(),
                parent);
  }
  setpgid(state_->id, state_->id);  // also here: whoever is first
  state_->input.read.Close();
  state_->output.write.Close();
  fcntl(state_->input.write.descriptor, F_SETFL, O_NONBLOCK);
}

Child::~Child() { Kill(); }

bool Child::Send(const std::string& frame) {
  return WriteAll(state_->input.write.descriptor, Framed(frame), Clock::now() + kSendBound);
}

Child::Received Child::Receive(std::chrono::nanoseconds at_most) {
  const auto deadline = Clock::now() + at_most;
  for (;;) {
    if (auto frame = state_->frames.Take()) return {Received::Kind::kFrame, std::move(*frame)};
    if (state_->frames.broken()) return {Received::Kind::kEnded, {}};
    if (!Await(state_->output.read.descriptor, POLLIN, deadline))
      return {Received::Kind::kTimeout, {}};
    if (!ReadSome(state_->output.read.descriptor, state_->frames))
      return {Received::Kind::kEnded, {}};
  }
}

std::optional<std::uint32_t> Child::End(std::chrono::nanoseconds at_most) {
  state_->input.write.Close();
  const bool ended = state_->AwaitEnd(Clock::now() + at_most);
  Kill();
  if (!ended) return std::nullopt;
  const int status = *state_->status;
  return static_cast<std::uint32_t>(WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                                        : WEXITSTATUS(status));
}

bool Child::Kill() {
  if (state_->id < 0) return true;
  // The group's number stays taken while a member lives, so this cannot hit a stranger.
  kill(-state_->id, SIGKILL);
  return state_->AwaitEnd(Clock::now() + kKillBound);
}

std::uint32_t Child::process_id() const { return static_cast<std::uint32_t>(state_->id); }

struct ParentLink::State {
  End input, output;
  FrameReader frames;
  std::mutex sending;
};

ParentLink::ParentLink() : state_(std::make_unique<State>()) {
  signal(SIGPIPE, SIG_IGN);
  state_->input.descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  state_->output.descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  const End nothing{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  dup2(nothing.descriptor, STDIN_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
}

ParentLink::~ParentLink() = default;

std::optional<std::string> ParentLink::Receive() {
  for (;;) {
    if (auto frame = state_->frames.Take()) return frame;
    if (state_->frames.broken() || !ReadSome(state_->input.descriptor, state_->frames))
      return std::nullopt;
  }
}

bool ParentLink::Send(const std::string& frame) {
  const std::lock_guard lock(state_->sending);
  return WriteAll(state_->output.descriptor, Framed(frame), Clock::time_point::max());
}

}  // namespace wfx
