#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

#include "napi/args.hh"
#include "resolver/query.hh"
#include "resolver/resolver-failure.hh"
#include "resolver/resolver.hh"
#include "socket/address.hh"

namespace tsyncio {

namespace {

// NI_MAXHOST and NI_MAXSERV, which not every libc shows.
constexpr size_t kMostHost = 1025;
constexpr size_t kMostService = 32;

class NameQuery final : public Query {
 public:
  NameQuery(const Address& address, int flags) : address_(address), flags_(flags) {}

 protected:
  void Run() override {
    status_ = getnameinfo(address_.get(), address_.length, host_, sizeof host_, service_, sizeof service_, flags_);
    error_ = errno;
  }

  napi_value Answer(napi_env env) override {
    if (status_ != 0) return MakeResolverFailure(env, status_, error_);
    napi_value object = nullptr;
    napi_create_object(env, &object);
    Set(env, object, "host", Text(env, host_));
    Set(env, object, "service", Text(env, service_));
    return object;
  }

 private:
  Address address_;
  int flags_;
  char host_[kMostHost] = "";
  char service_[kMostService] = "";
  int status_ = 0;
  int error_ = 0;
};

// getnameinfo(address, flags): a promise of { host, service }, or of a failure; a negated error number when it is no address.
napi_value Getnameinfo(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  Address address;
  const int answer = ReadAddress(env, args.at(0), &address);
  if (answer < 0) return Int(env, answer);
  return Query::Ask(env, "tsyncio:getnameinfo", std::make_unique<NameQuery>(address, args.Integer(1)));
}

}  // namespace

void RegisterGetnameinfo(napi_env env, napi_value exports) { Export(env, exports, {{"getnameinfo", Getnameinfo}}); }

}  // namespace tsyncio
