#include "server/broadcast/publishintake.h"

#include "server/metrics.h"
#include "server/store/storeclient.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

PublishIntake::PublishIntake(StoreClient &store, Metrics &metrics) : m_store(store), m_metrics(metrics) { }

void PublishIntake::takeText(QByteArrayView json)
{
    if (json.size() > MaxBodyBytes) {
        refuseUnreadable(std::nullopt,
            Error{ErrorCode::ContentTooLarge, {}, u"a message may have at most %1 bytes"_s.arg(MaxBodyBytes)});
        return;
    }
    Result<Message> message = decode(json);
    if (!message) {
        refuseUnreadable(requestOf(json), std::move(message).error());
        return;
    }
    m_unreadable = 0;
    if (auto *publish = std::get_if<Publish>(&*message)) {
        store(std::move(*publish));
        return;
    }
    refuse(requestOf(json), Error{ErrorCode::BadRequest, u"type"_s, u"only publish is taken from a client"_s});
}

void PublishIntake::refuseBinary()
{
    refuseUnreadable(std::nullopt, Error{ErrorCode::BadRequest, {}, u"messages must be text"_s});
}

void PublishIntake::store(Publish publish)
{
    const std::optional<quint64> request = publish.request;
    m_store.publish(std::move(publish), this, [this, request](const Result<WorkflowUpdate> &stored) {
        if (stored) {
            emit answered(encode(Ack{request, stored->workflowId, stored->version}));
        } else {
            refuse(request, stored.error());
        }
    });
}

void PublishIntake::refuse(std::optional<quint64> request, Error error)
{
    m_metrics.refused.Increment();
    emit answered(encode(Problem{request, std::move(error)}));
}

void PublishIntake::refuseUnreadable(std::optional<quint64> request, Error error)
{
    refuse(request, std::move(error));
    if (++m_unreadable == MaxUnreadable) {
        emit gaveUp();
    }
}

} // namespace Flowcast
