#include "runner/peer_model.h"

#include "runner/peer_handles.h"

namespace wfx {
namespace {

class ModelPeer : public Peer {
 public:
  ModelPeer(Model& model, const Win32Api& api)
      : model_(model), process_(model.StartProcess()), handles_(api) {}
  ~ModelPeer() override { model_.EndProcess(process_); }

  Reply Open(const std::string& handle, const std::string& path) override {
    const Model::InProcess inside(process_);
    return handles_.Open(handle, path);
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

 private:
  Model& model_;
  const std::uint32_t process_;
  PeerHandles handles_;
};

}  // namespace

PeerFactory PeersOnModel(Model& model, const Win32Api& api) {
  return
      [&model, &api]() -> std::unique_ptr<Peer> { return std::make_unique<ModelPeer>(model, api); };
}

}  // namespace wfx
