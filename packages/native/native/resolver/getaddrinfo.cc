#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "napi/args.hh"
#include "resolver/query.hh"
#include "resolver/resolver-failure.hh"
#include "resolver/resolver.hh"
#include "socket/address.hh"

namespace tsyncio {

namespace {

napi_value MakeAnswers(napi_env env, const addrinfo* first) {
  napi_value list = nullptr;
  napi_create_array(env, &list);
  uint32_t index = 0;
  for (const addrinfo* answer = first; answer != nullptr; answer = answer->ai_next) {
    if (answer->ai_addrlen > sizeof(sockaddr_storage)) continue;
    Address address;
    memcpy(&address.storage, answer->ai_addr, answer->ai_addrlen);
    address.length = answer->ai_addrlen;
    napi_value object = nullptr;
    napi_create_object(env, &object);
    Set(env, object, "family", Int(env, answer->ai_family));
    Set(env, object, "type", Int(env, answer->ai_socktype));
    Set(env, object, "proto", Int(env, answer->ai_protocol));
    Set(env, object, "canonname", Text(env, answer->ai_canonname != nullptr ? answer->ai_canonname : ""));
    Set(env, object, "address", MakeAddress(env, address));
    napi_set_element(env, list, index++, object);
  }
  return list;
}

class AddressQuery final : public Query {
 public:
  explicit AddressQuery(napi_env env, const Args<6>& args) {
    has_host_ = StringOf(env, args.at(0), &host_);
    has_service_ = StringOf(env, args.at(1), &service_);
    hints_.ai_family = args.Integer(2);
    hints_.ai_socktype = args.Integer(3);
    hints_.ai_protocol = args.Integer(4);
    hints_.ai_flags = args.Integer(5);
  }

  ~AddressQuery() override {
    if (answers_ != nullptr) freeaddrinfo(answers_);
  }

 protected:
  void Run() override {
    status_ = getaddrinfo(has_host_ ? host_.c_str() : nullptr, has_service_ ? service_.c_str() : nullptr, &hints_, &answers_);
    error_ = errno;
  }

  napi_value Answer(napi_env env) override {
    return status_ == 0 ? MakeAnswers(env, answers_) : MakeResolverFailure(env, status_, error_);
  }

 private:
  std::string host_;
  std::string service_;
  bool has_host_ = false;
  bool has_service_ = false;
  addrinfo hints_{};
  addrinfo* answers_ = nullptr;
  int status_ = 0;
  int error_ = 0;
};

// getaddrinfo(host | null, service | null, family, type, proto, flags): a promise of a list, or of a failure.
napi_value Getaddrinfo(napi_env env, napi_callback_info info) {
  Args<6> args(env, info);
  return Query::Ask(env, "tsyncio:getaddrinfo", std::make_unique<AddressQuery>(env, args));
}

}  // namespace

void RegisterGetaddrinfo(napi_env env, napi_value exports) { Export(env, exports, {{"getaddrinfo", Getaddrinfo}}); }

}  // namespace tsyncio
