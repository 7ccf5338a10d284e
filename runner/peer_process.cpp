#include "runner/peer_process.h"

#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "reports/json_writer.h"
#include "runner/json_text.h"
#include "runner/process/child.h"
#include "runner/process/program.h"
#include "runner/win32/text.h"

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
  explicit PeerProcess(const std::vector<std::string>& arguments)
      : child_(ProgramPath(), arguments) {}

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
    return std::make_unique<PeerProcess>(arguments);
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

PeerPool::PeerPool(std::vector<std::string> arguments) : state_(std::make_shared<State>()) {
  state_->arguments = std::move(arguments);
}

PeerPool::~PeerPool() = default;

PeerFactory PeerPool::Factory() {
  return [state = state_]() -> std::unique_ptr<Peer> {
    return std::make_unique<State::PooledPeer>(state);
  };
}

namespace {

// The peer's own process: a few handles by name, and the system's table.
class PeerServer {
 public:
  explicit PeerServer(const Win32Api& api) : api_(api) {}

  Peer::Reply Answer(const JsonNode& request) {
    const std::string& what = request.GetString("do", kFrame);
    const std::string& name = request.GetString("handle", kFrame);
    if (what == "open") return Open(name, request.GetString("path", kFrame));
    const auto found = handles_.find(name);
    if (found == handles_.end()) return {false, ERROR_INVALID_HANDLE};
    if (what == "lock") return Lock(found->second, request);
    if (what == "unlock") return Unlock(found->second, request);
    return Close(name, found->second);
  }

 private:
  Peer::Reply Said(bool succeeded) { return {succeeded, succeeded ? 0 : api_.GetLastError()}; }

  Peer::Reply Open(const std::string& name, const std::string& path) {
    const HANDLE handle = api_.CreateFileW(Wide(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                           FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                           nullptr, OPEN_EXISTING, 0, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return Said(false);
    handles_[name] = handle;
    return Said(true);
  }

  static OVERLAPPED At(const JsonNode& request) {
    const std::uint64_t offset = request.GetUnsigned("offset", kFrame);
    OVERLAPPED overlapped{};
    overlapped.Offset = static_cast<DWORD>(offset);
    overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
    return overlapped;
  }

  Peer::Reply Lock(HANDLE handle, const JsonNode& request) {
    OVERLAPPED range = At(request);
    const std::uint64_t length = request.GetUnsigned("length", kFrame);
    const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY |
                        (request.GetBool("exclusive", kFrame) ? LOCKFILE_EXCLUSIVE_LOCK : 0);
    return Said(api_.LockFileEx(handle, flags, 0, static_cast<DWORD>(length),
                                static_cast<DWORD>(length >> 32), &range) != 0);
  }

  Peer::Reply Unlock(HANDLE handle, const JsonNode& request) {
    OVERLAPPED range = At(request);
    const std::uint64_t length = request.GetUnsigned("length", kFrame);
    return Said(api_.UnlockFileEx(handle, 0, static_cast<DWORD>(length),
                                  static_cast<DWORD>(length >> 32), &range) != 0);
  }

  Peer::Reply Close(const std::string& name, HANDLE handle) {
    handles_.erase(name);
    return Said(api_.CloseHandle(handle) != 0);
  }

  const Win32Api& api_;
  std::map<std::string, HANDLE> handles_;
};

}  // namespace

int ServePeer(const Win32Api& api) {
  ParentLink parent;
  PeerServer server(api);
  while (const auto frame = parent.Receive()) {
    if (!parent.Send(ReplyFrame(server.Answer(ParseJson(*frame, kFrame))))) break;
  }
  return 0;
}

}  // namespace wfx
