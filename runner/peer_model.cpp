#include "runner/peer_model.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "runner/peer_handles.h"

namespace wfx {
namespace {

// A thread that does one thing at a time: routines belong to the thread that issued their write.
class PeerThread {
 public:
  PeerThread() : thread_([this] { Serve(); }) {}
  // The thread ends, and what it had pending with it.
  ~PeerThread() {
    Hand(nullptr);
    thread_.join();
  }
  PeerThread(const PeerThread&) = delete;
  PeerThread& operator=(const PeerThread&) = delete;

  void Do(const std::function<void()>& work) {
    Hand(&work);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !handed_; });
  }

 private:
  void Hand(const std::function<void()>* work) {
    const std::lock_guard lock(mutex_);
    work_ = work;
    handed_ = true;
    changed_.notify_all();
  }

  void Serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return handed_; });
      if (work_ == nullptr) return;
      lock.unlock();
      (*work_)();
      lock.lock();
      handed_ = false;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;
  bool handed_ = false;
  std::thread thread_;
};

class ModelPeer : public Peer {
 public:
  ModelPeer(Model& model, const Win32Api& api, Model::Machine machine)
      : model_(model), process_(model.StartProcess(machine)), handles_(api) {}
  ~ModelPeer() override {
    thread_.reset();
    model_.EndProcess(process_);
  }

  Reply Open(const std::string& handle, const std::string& path, std::uint32_t access,
             std::uint32_t flags) override {
    const Model::InProcess inside(process_);
    return handles_.Open(handle, path, access, flags);
  }
  Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
             bool exclusive) override {
    const Model::InProcess inside(process_);
    return handles_.Lock(handle, offset, length, exclusive);
  }
  Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length) override {
    const Model::InProcess inside(process_);
    return handles_.Unlock(handle, offset, length);
  }
  Reply Close(const std::string& handle) override {
    const Model::InProcess inside(process_);
    return handles_.Close(handle);
  }
  std::optional<PeerWriteReply> Write(const PeerWrite& write) override {
    PeerWriteReply reply;
    OnThread([&] { reply = handles_.Write(write); });
    return reply;
  }
  std::optional<std::vector<PeerCompletion>> Wait(Duration at_most) override {
    std::vector<PeerCompletion> completions;
    OnThread([&] { completions = handles_.Wait(at_most); });
    return completions;
  }
  Reply MakePipe(const std::string& handle, const PeerPipe& pipe) override {
    const Model::InProcess inside(process_);
    return handles_.MakePipe(handle, pipe);
  }
  PeerReadReply Read(const std::string& handle, std::uint32_t length, Duration at_most) override {
    const Model::InProcess inside(process_);
    return handles_.Read(handle, length, at_most);
  }
  // A process of the model never ends by itself.
  std::uint32_t ExitCode() override { return 0; }
  Reply Assemble(const CrewOrder& order) override {
    return handles_.Assemble(order, [this](const std::function<void()>& work) {
      const Model::InProcess inside(process_);
      work();
    });
  }
  void Release() override { handles_.Release(); }
  CrewReport Finish() override { return handles_.Finish(); }

 private:
  void OnThread(const std::function<void()>& work) {
    if (thread_ == nullptr) thread_ = std::make_unique<PeerThread>();
    thread_->Do([&] {
      const Model::InProcess inside(process_);
      work();
    });
  }

  Model& model_;
  const std::uint32_t process_;
  PeerHandles handles_;
  std::unique_ptr<PeerThread> thread_;
};

}  // namespace

PeerFactory PeersOnModel(Model& model, const Win32Api& api) {
  return [&model, &api]() -> std::unique_ptr<Peer> {
    return std::make_unique<ModelPeer>(model, api, Model::Machine::kThis);
  };
}

RemoteMachine OtherMachineOfModel(Model& model, const Win32Api& api) {
  RemoteMachine machine;
  machine.host = Model::kOtherMachine;
  machine.here = Model::kThisMachine;
  machine.why_not.clear();
  machine.start_peer = [&model, &api]() -> std::unique_ptr<Peer> {
    return std::make_unique<ModelPeer>(model, api, Model::Machine::kOther);
  };
  return machine;
}

}  // namespace wfx
