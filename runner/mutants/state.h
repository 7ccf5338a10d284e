// What is remembered while one mutant is in force.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

#include "runner/mutants/lock.h"
#include "runner/mutants/opened.h"
#include "runner/mutants/write.h"

namespace wfx::mutants {

// Mutated() makes a new one; an old one stays, because a late routine may still look into it. Each
// member guards itself.
struct State {
  explicit State(const Win32Api& table) : base(table) {}

  const Win32Api base;
  Writes writes;
  Handles handles;
  Locks locks;

  std::mutex mutex;  // of what follows
  std::map<std::type_index, std::shared_ptr<void>> own;
};

State& Now();

// The object of this type that belongs to the mutant in force, made when it is first asked for.
// Whatever is in it guards itself.
template <typename Type>
Type& Own() {
  State& state = Now();
  const std::lock_guard lock(state.mutex);
  std::shared_ptr<void>& own = state.own[typeid(Type)];
  if (own == nullptr) own = std::make_shared<Type>();
  return *static_cast<Type*>(own.get());
}

// What the calling thread is doing.
struct Doing {
  int routines = 0;             // completion routines of ours on its stack
  std::uint64_t delivered = 0;  // of them it has run so far
};
Doing& Here();

// Leaves the thread's last error as it was when this was made.
class LastErrorKept {
 public:
  LastErrorKept() : error_(Base().GetLastError()) {}
  ~LastErrorKept() { Base().SetLastError(error_); }
  LastErrorKept(const LastErrorKept&) = delete;
  LastErrorKept& operator=(const LastErrorKept&) = delete;

 private:
  DWORD error_;
};

}  // namespace wfx::mutants
