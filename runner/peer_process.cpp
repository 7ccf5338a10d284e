#include "runner/peer_process.h"

#include <mutex>
#include <set>
#include <stdexcept>

#include "reports/json_writer.h"
#include "runner/json_text.h"
#include "runner/peer_handles.h"
#include "runner/process/child.h"

namespace wfx {
namespace {

// No call of a peer waits for anything; a start of the process does.
constexpr std::chrono::seconds kAnswerBound{20};
constexpr std::chrono::seconds kEndBound{5};
constexpr char kFrame[] = "peer";

std::string ReplyFrame(const Peer::Reply& reply) {
  JsonWriter json;
  json.Open('{');
  json.Member("succeeded", reply.succeeded);
  json.Member("last_error", reply.last_error);
  json.Close('}');
  return json.Take();
}

// One peer process and which of its handles are open.
class PeerProcess {
 public:
  PeerProcess(const std::string& program, const std::vector<std::string>& arguments)
      : child_(program, arguments) {}

  Peer::Reply Ask(const std::string& frame) {
    healthy_ = false;
    if (!child_.Send(frame)) throw std::runtime_error("the peer process has ended");
    const Child::Received received = child_.Receive(kAnswerBound);
    if (received.kind == Child::Received::Kind::kTimeout)
      throw std::runtime_error("the peer process does not answer");
    if (received.kind == Child::Received::Kind::kEnded)
      throw std::runtime_error("the peer process has ended");
    const JsonNode reply = ParseJson(received.frame, kFrame);
    healthy_ = true;
    return {reply.GetBool("succeeded", kFrame),
            static_cast<std::uint32_t>(reply.GetUnsigned("last_error", kFrame))};
  }

  // Its open handles, such as those that hold locks, end with it.
  void End() { child_.End(kEndBound); }
  bool clean() const { return healthy_ && open_handles.empty(); }

  std::set<std::string> open_handles;

 private:
  Child child_;
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

class PeerPool::State::PooledPeer : public Peer {
 public:
  explicit PooledPeer(std::shared_ptr<State> pool)
      : pool_(std::move(pool)), process_(pool_->Take()) {}
  ~PooledPeer() override { pool_->GiveBack(std::move(process_)); }

  Reply Open(const std::string& handle, const std::string& path) override {
    JsonWriter json = Request("open", handle);
    json.Member("path", path);
    const Reply reply = Ask(json);
    if (reply.succeeded) process_->open_handles.insert(handle);
    return reply;
  }

  Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
             bool exclusive) override {
    JsonWriter json = Request("lock", handle);
    json.Member("offset", offset);
    json.Member("length", length);
    json.Member("exclusive", exclusive);
    return Ask(json);
  }

  Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length) override {
    JsonWriter json = Request("unlock", handle);
    json.Member("offset", offset);
    json.Member("length", length);
    return Ask(json);
  }

  Reply Close(const std::string& handle) override {
    JsonWriter json = Request("close", handle);
    const Reply reply = Ask(json);
    if (reply.succeeded) process_->open_handles.erase(handle);
    return reply;
  }

 private:
  static JsonWriter Request(const char* what, const std::string& handle) {
    JsonWriter json;
    json.Open('{');
    json.Member("do", what);
    json.Member("handle", handle);
    return json;
  }
  Reply Ask(JsonWriter& json) {
    json.Close('}');
    return process_->Ask(json.Take());
  }

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
    return std::make_unique<State::PooledPeer>(state);
  };
}

namespace {

Peer::Reply Answer(PeerHandles& handles, const JsonNode& request) {
  const std::string& what = request.GetString("do", kFrame);
  const std::string& name = request.GetString("handle", kFrame);
  if (what == "open") return handles.Open(name, request.GetString("path", kFrame));
  if (what == "close") return handles.Close(name);
  const std::uint64_t offset = request.GetUnsigned("offset", kFrame);
  const std::uint64_t length = request.GetUnsigned("length", kFrame);
  if (what == "unlock") return handles.Unlock(name, offset, length);
  return handles.Lock(name, offset, length, request.GetBool("exclusive", kFrame));
}

}  // namespace

int ServePeer(const Win32Api& api) {
  ParentLink parent;
  PeerHandles handles(api);
  while (const auto frame = parent.Receive()) {
    if (!parent.Send(ReplyFrame(Answer(handles, ParseJson(*frame, kFrame))))) break;
  }
  return 0;
}

}  // namespace wfx
