#include "runner/peer_process.h"

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "runner/json_text.h"
#include "runner/peer_client.h"
#include "runner/peer_frames.h"
#include "runner/peer_service.h"
#include "runner/process/child.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr std::chrono::seconds kPeerEndBound{5};

// One peer process and which of its handles are open.
class PeerProcess : public PeerLine {
 public:
  PeerProcess(const std::string& program, const std::vector<std::string>& arguments)
      : child_(program, arguments) {}

  void Tell(const std::string& frame) override {
    healthy_ = false;
    if (!child_.Send(frame)) throw std::runtime_error("the peer process has ended");
  }

  JsonNode Await(Duration bound) override {
    healthy_ = false;
    const Child::Received received = child_.Receive(bound);
    if (received.kind == Child::Received::Kind::kTimeout)
      throw std::runtime_error("the peer process does not answer");
    if (received.kind == Child::Received::Kind::kEnded)
      throw std::runtime_error("the peer process has ended");
    JsonNode reply = ParseJson(received.frame, peer_frames::kName);
    healthy_ = true;
    return reply;
  }

  std::optional<JsonNode> AskOrEnd(const std::string& frame, Duration bound) override {
    // It may not be given to the next scenario: what it wrote may still be under way.
    open_handles.insert("");
    Tell(frame);
    const Child::Received received = child_.Receive(bound);
    if (received.kind == Child::Received::Kind::kTimeout)
      throw std::runtime_error("the peer process does not answer");
    if (received.kind == Child::Received::Kind::kFrame) {
      healthy_ = true;
      return ParseJson(received.frame, peer_frames::kName);
    }
    const auto code = child_.End(kPeerEndBound);
    if (!code) throw std::runtime_error("the peer process closed its output and did not end");
    exit_code_ = *code;
    return std::nullopt;
  }

  // Its open handles, such as those that hold locks, end with it.
  void End() { child_.End(kPeerEndBound); }
  bool clean() const { return healthy_ && open_handles.empty(); }

  std::uint32_t exit_code() const override { return exit_code_; }

 private:
  Child child_;
  std::uint32_t exit_code_ = 0;
  bool healthy_ = true;
};

}  // namespace

struct PeerPool::State {
  std::string program;
  std::vector<std::string> arguments;
  std::mutex mutex;
  std::vector<std::unique_ptr<PeerProcess>> idle;

  std::unique_ptr<PeerProcess> Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<PeerProcess> process = std::move(idle.back());
        idle.pop_back();
        return process;
      }
    }
    return std::make_unique<PeerProcess>(program, arguments);
  }

  void GiveBack(std::unique_ptr<PeerProcess> process) {
    if (!process->clean()) {
      process->End();
      return;
    }
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(process));
  }

  class PooledPeer;
};

class PeerPool::State::PooledPeer : public PeerClient {
 public:
  PooledPeer(std::shared_ptr<State> pool, std::unique_ptr<PeerProcess> process)
      : PeerClient(*process), pool_(std::move(pool)), process_(std::move(process)) {}
  ~PooledPeer() override { pool_->GiveBack(std::move(process_)); }

 private:
  std::shared_ptr<State> pool_;
  std::unique_ptr<PeerProcess> process_;
};

PeerPool::PeerPool(std::string program, std::vector<std::string> arguments)
    : state_(std::make_shared<State>()) {
  state_->program = std::move(program);
  state_->arguments = std::move(arguments);
}

PeerPool::~PeerPool() = default;

PeerFactory PeerPool::Factory() {
  return [state = state_]() -> std::unique_ptr<Peer> {
    return std::make_unique<State::PooledPeer>(state, state->Take());
  };
}

int ServePeer(const Win32Api& api) {
  ParentLink parent;
  PeerService service(api);
  while (const auto frame = parent.Receive()) {
    if (!parent.Send(service.AnswerTo(ParseJson(*frame, peer_frames::kName)))) break;
  }
  return 0;
}

}  // namespace wfx
