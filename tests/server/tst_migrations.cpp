#include "server/store/database.h"
#include "server/store/migrations.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Flowcast;
using namespace Qt::Literals::StringLiterals;

/// Migrations, on real SQLite files.
class TestMigrations final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersEndWithTheVersionOfTheProgram();
    void makesANewDatabase();
    void refusesANewerDatabaseAndLeavesItAsItWas();
    void aBadStatementLeavesNothingBehind();
    void refusesASecondProcess();
    void refusesAFileThatIsNoDatabase();

private:
    [[nodiscard]] QString path() const { return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction())); }
    QTemporaryDir m_dir;
};

namespace {

void execute(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(path);
        QVERIFY(connection.open());
        for (const QString &statement : statements) {
            QVERIFY2(QSqlQuery(connection).exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &text)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

void TestMigrations::foldersEndWithTheVersionOfTheProgram()
{
    const QStringList folders = QDir(u":/flowcast/migrations"_s).entryList(QDir::Dirs, QDir::Name);
    QCOMPARE(folders.size(), SchemaVersion);
    QCOMPARE(folders.last().toInt(), SchemaVersion);
}

void TestMigrations::makesANewDatabase()
{
    {
        Database database;
        const auto opened = database.open(path());
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().detail));
    }
    Database again; // and opens it a second time
    QVERIFY(again.open(path()));
}

void TestMigrations::refusesANewerDatabaseAndLeavesItAsItWas()
{
    execute(path(), {u"CREATE TABLE later (x)"_s, u"PRAGMA user_version = 99"_s});
    const QByteArray before = contents(path());
    {
        Database database;
        const auto opened = database.open(path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Conflict);
        QVERIFY2(opened.error().detail.contains(u"99"_s), qPrintable(opened.error().detail));
    }
    QCOMPARE(contents(path()), before);
    QVERIFY(!QFile::exists(path() + u"-wal"_s));
}

void TestMigrations::aBadStatementLeavesNothingBehind()
{
    QTemporaryDir folder;
    write(folder.filePath(u"0001/010_good.sql"_s), "CREATE TABLE good (x)");
    write(folder.filePath(u"0002/010_also_good.sql"_s), "CREATE TABLE also_good (x)");
    write(folder.filePath(u"0002/020_bad.sql"_s), "CREATE TABEL bad (x)");
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(path());
        QVERIFY(connection.open());
        const auto done = migrate(connection, 2, folder.path());
        QVERIFY(!done);
        QVERIFY2(done.error().detail.contains(u"020_bad.sql"_s), qPrintable(done.error().detail));
        QCOMPARE(connection.tables(), QStringList{u"good"_s});
        QSqlQuery version(u"PRAGMA user_version"_s, connection);
        QVERIFY(version.next());
        QCOMPARE(version.value(0).toInt(), 1);
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

void TestMigrations::refusesASecondProcess()
{
    Database first;
    QVERIFY(first.open(path()));
    Database second; // SQLite treats a second connection like another process here
    const auto opened = second.open(path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Conflict);
}

void TestMigrations::refusesAFileThatIsNoDatabase()
{
    write(path(), QByteArray(4096, 'x'));
    Database database;
    const auto opened = database.open(path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Unavailable);
    QCOMPARE(contents(path()), QByteArray(4096, 'x'));
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
