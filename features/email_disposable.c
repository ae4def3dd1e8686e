/* features/email_disposable.c: well-known domains of throw-away mail addresses. */
#include "features/email_signs.h"

/* Registrable domains in byte order, for the binary search. Several on a line, where clang-format would give each its own. */
/* clang-format off */
static const char *const domains[] = {
    "0-mail.com", "10mail.org", "10minutemail.co.uk", "10minutemail.com", "10minutemail.net",
    "1secmail.com", "1secmail.net", "1secmail.org", "20minutemail.com", "2prong.com", "30minutemail.com",
    "4warding.com", "60minutemail.com", "anonbox.net", "anonymbox.com", "armyspy.com", "bccto.me",
    "binkmail.com", "bobmail.info", "brefmail.com", "bugmenot.com", "bumpymail.com", "burnermail.io",
    "byom.de", "cosmorph.com", "cuvox.de", "dayrep.com", "deadaddress.com", "despam.it", "discard.email",
    "discardmail.com", "discardmail.de", "disposableaddress.com", "disposeamail.com", "dispostable.com",
    "dodgeit.com", "dodgit.com", "dontreg.com", "drdrb.com", "dropmail.me", "easytrashmail.com",
    "einrot.com", "emailfake.com", "emailias.com", "emailondeck.com", "emailsensei.com",
    "emailtemporanea.com", "emailtemporanea.net", "emailtemporario.com.br", "emailthe.net", "emltmp.com",
    "eyepaste.com", "ezehe.com", "fakeinbox.com", "fakemail.net", "fakemailgenerator.com",
    "fakermail.com", "filzmail.com", "fixmail.tk", "fleckens.hu", "garliclife.com", "generator.email",
    "get2mail.fr", "getairmail.com", "getnada.com", "gishpuppy.com", "grr.la", "guerrillamail.biz",
    "guerrillamail.com", "guerrillamail.de", "guerrillamail.info", "guerrillamail.net",
    "guerrillamail.org", "guerrillamailblock.com", "gustr.com", "haltospam.com", "harakirimail.com",
    "hidemail.de", "hulapla.de", "inboxalias.com", "inboxbear.com", "inboxkitten.com",
    "incognitomail.com", "incognitomail.org", "instant-mail.de", "ipoo.org", "jetable.com", "jetable.net",
    "jetable.org", "jourrapide.com", "kasmail.com", "killmail.com", "klassmaster.com", "kurzepost.de",
    "linshiyouxiang.net", "lortemail.dk", "luxusmail.org", "mail-temp.com", "mail-temporaire.fr",
    "mailcatch.com", "maildrop.cc", "maileater.com", "mailexpire.com", "mailforspam.com",
    "mailfreeonline.com", "mailhazard.com", "mailinater.com", "mailinator.com", "mailinator.net",
    "mailinator.org", "mailinator2.com", "mailmetrash.com", "mailmoat.com", "mailna.me", "mailnesia.com",
    "mailnull.com", "mailpoof.com", "mailsac.com", "mailshell.com", "mailtemp.info", "mailtothis.com",
    "mailzilla.com", "meltmail.com", "mierdamail.com", "mintemail.com", "minutemail.io", "moakt.com",
    "mohmal.com", "monumentmail.com", "mt2015.com", "mytemp.email", "mytempemail.com", "mytrashmail.com",
    "nada.email", "nepwk.com", "nervmich.net", "nobulk.com", "noclickemail.com", "nospamfor.us",
    "nospammail.net", "notsharingmy.info", "nowmymail.com", "objectmail.com", "obobbo.com",
    "oneoffemail.com", "owlpic.com", "pokemail.net", "pookmail.com", "proxymail.eu",
    "putthisinyourspamdatabase.com", "quickinbox.com", "rcpt.at", "receiveee.com", "rhyta.com",
    "rppkn.com", "safetymail.info", "sandelf.de", "sharklasers.com", "shieldemail.com", "shitmail.me",
    "skeefmail.com", "slopsbox.com", "smailpro.com", "sneakemail.com", "sofort-mail.de", "sogetthis.com",
    "soodonims.com", "spam.la", "spam4.me", "spamavert.com", "spambob.com", "spambog.com", "spambog.de",
    "spambox.us", "spamcannon.com", "spamcorptastic.com", "spamday.com", "spamex.com", "spamfree24.com",
    "spamfree24.de", "spamfree24.org", "spamgourmet.com", "spamherelots.com", "spamhole.com",
    "spamify.com", "spaml.de", "spammotel.com", "spamspot.com", "superrito.com", "suremail.info",
    "teleworm.us", "temp-mail.io", "temp-mail.org", "tempail.com", "tempe-mail.com", "tempemail.co",
    "tempemail.com", "tempemail.net", "tempinbox.co.uk", "tempinbox.com", "tempmail.de", "tempmail.dev",
    "tempmail.eu", "tempmail.net", "tempmail.plus", "tempmailaddress.com", "tempmailo.com",
    "tempomail.fr", "temporarily.de", "temporaryemail.net", "temporaryinbox.com", "temporarymail.org",
    "tempr.email", "thankyou2010.com", "throwam.com", "throwawayemailaddress.com", "throwawaymail.com",
    "tmail.ws", "tmailinator.com", "tmpmail.net", "tmpmail.org", "trash-mail.at", "trash-mail.com",
    "trash-mail.de", "trashmail.at", "trashmail.com", "trashmail.de", "trashmail.io", "trashmail.me",
    "trashmail.net", "trashmail.org", "trashymail.com", "trbvm.com", "tyldd.com", "uggsrock.com",
    "veryrealemail.com", "viditag.com", "vomoto.com", "wegwerfadresse.de", "wegwerfemail.com",
    "wegwerfemail.de", "wegwerfmail.de", "wegwerfmail.info", "wegwerfmail.net", "wegwerfmail.org",
    "wh4f.org", "whyspam.me", "willselfdestruct.com", "wronghead.com", "xagloo.com", "xoxy.net",
    "yopmail.com", "yopmail.fr", "yopmail.net", "yuurok.com", "zehnminutenmail.de", "zippymail.info",
    "zoaxe.com", "zoemail.net",
};
/* clang-format on */

size_t ptb_disposable_domain_count(void)
{
    return sizeof domains / sizeof domains[0];
}

const char *ptb_disposable_domain_at(size_t i)
{
    return domains[i];
}
