#include "bench/overhead/chained_loop.h"

#include <cstddef>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "runner/names.h"

namespace wfx {
namespace {

constexpr DWORD kPatience = 10'000;  // milliseconds without any routine
constexpr std::size_t kPage = 4096;

struct Link {
  OVERLAPPED overlapped{};
  const char* data = nullptr;
};

}  // namespace

struct ChainedLoop::State {
  State(const Win32Api& table, const ChainSettings& wanted)
      : api(table),
        settings(wanted),
        blocks(wanted.size / wanted.length),
        stride((wanted.length + kPage - 1) / kPage * kPage),
        links(wanted.queue_depth),
        bytes(static_cast<char*>(
            ::operator new(stride* wanted.queue_depth, std::align_val_t(kPage)))) {
    std::uint64_t state = 1;
    for (std::size_t at = 0; at < stride * links.size(); ++at) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes[at] = static_cast<char>(state >> 56);
    }
    for (std::size_t slot = 0; slot < links.size(); ++slot)
      links[slot].data = bytes + slot * stride;
  }
  ~State() { ::operator delete(bytes, std::align_val_t(kPage)); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Issue(Link& link);
  static void CALLBACK OnCompletion(DWORD error, DWORD written, LPOVERLAPPED overlapped) noexcept;

  static State* running;
  const Win32Api& api;
  const ChainSettings settings;
  const std::uint64_t blocks;
  const std::size_t stride;
  std::vector<Link> links;
  char* const bytes;
  std::uint64_t random = 88172645463325252u;
  std::uint64_t left = 0;
  std::uint32_t outstanding = 0;
  bool failed = false;
  DWORD error = 0, written = 0;  // of the write that failed
};

ChainedLoop::State* ChainedLoop::State::running = nullptr;

void CALLBACK ChainedLoop::State::OnCompletion(DWORD error, DWORD written,
                                               LPOVERLAPPED overlapped) noexcept {
  State& state = *running;
  --state.outstanding;
  if (error != ERROR_SUCCESS || written != state.settings.length) {
    state.failed = true;
    state.error = error;
    state.written = written;
  }
  if (state.left == 0 || state.failed) return;
  --state.left;
  state.Issue(*reinterpret_cast<Link*>(overlapped));
}

void ChainedLoop::State::Issue(Link& link) {
  random ^= random << 13;
  random ^= random >> 7;
  random ^= random << 17;
  const std::uint64_t offset = ((random >> 32) * blocks >> 32) * settings.length;
  link.overlapped.Offset = static_cast<DWORD>(offset);
  link.overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
  if (!api.WriteFileEx(settings.handle, link.data, settings.length, &link.overlapped,
                       &State::OnCompletion)) {
    failed = true;
    error = api.GetLastError();
    return;
  }
  ++outstanding;
}

ChainedLoop::ChainedLoop(const Win32Api& api, const ChainSettings& settings)
    : state_(std::make_unique<State>(api, settings)) {}

ChainedLoop::~ChainedLoop() {
  if (state_->outstanding != 0) static_cast<void>(state_.release());
}

void ChainedLoop::Run(std::uint64_t writes) {
  State& state = *state_;
  State::running = &state;
  state.left = writes;
  for (Link& link : state.links) {
    if (state.left == 0 || state.failed) break;
    --state.left;
    state.Issue(link);
  }
  while (state.outstanding != 0) {
    if (state.api.SleepEx(kPatience, TRUE) == 0)
      throw std::runtime_error("a write of the raw loop has not completed for 10 s");
  }
  if (!state.failed) return;
  throw std::runtime_error("a write of the raw loop " +
                           (state.error != ERROR_SUCCESS
                                ? "fails_with " + DescribeError(state.error)
                                : "completes with " + std::to_string(state.written) + " of " +
                                      std::to_string(state.settings.length) + " bytes"));
}

}  // namespace wfx
